import logging

from jiangxin.notifications.carriers import sms


def test_the_console_carrier_shows_the_text_to_the_server_and_masks_the_log(capsys, caplog):
    caplog.set_level(logging.INFO)
    sms.send("13800000001", "验证码 271828")
    assert "验证码 271828" in capsys.readouterr().err
    assert [record.getMessage() for record in caplog.records] == ["短信已发往 138****0001"]


def test_a_carrier_that_does_not_exist_is_found_at_the_start(settings):
    assert sms.carrier_is_known(None) == []
    settings.SMS_CARRIER = "pigeon"
    assert [error.id for error in sms.carrier_is_known(None)] == ["sms.E001"]


def test_a_gateway_needs_an_address(settings):
    settings.SMS_CARRIER = "gateway"
    assert [error.id for error in sms.carrier_is_known(None)] == ["sms.E002"]

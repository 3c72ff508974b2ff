from jiangxin.registers.kinds.affiliations import Affiliations
from jiangxin.registers.kinds.enterprises import Enterprises
from jiangxin.registers.kinds.headcounts import Headcounts
from jiangxin.registers.kinds.offices import Offices
from jiangxin.registers.kinds.organisations import Organisations
from jiangxin.registers.kinds.parks import Parks
from jiangxin.registers.kinds.tenancies import Tenancies

KINDS = {
    "organisations": Organisations(),
    "enterprises": Enterprises(),
    "parks": Parks(),
    "tenancies": Tenancies(),
    "affiliations": Affiliations(),
    "offices": Offices(),
    "headcounts": Headcounts(),
}

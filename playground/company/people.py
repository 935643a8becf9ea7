"""Who works here: forty people in nine offices. All of them are invented."""

from dataclasses import dataclass

ZONES = {
    "Amsterdam": "Europe/Amsterdam",
    "Utrecht": "Europe/Amsterdam",
    "Berlin": "Europe/Berlin",
    "London": "Europe/London",
    "Lisbon": "Europe/Lisbon",
    "New York": "America/New_York",
    "São Paulo": "America/Sao_Paulo",
    "Singapore": "Asia/Singapore",
    "Bangalore": "Asia/Kolkata",
}


@dataclass(frozen=True)
class Colleague:
    """``handle`` is the name after the @, and what the rest of the story calls them."""

    handle: str
    name: str
    title: str
    office: str
    pronouns: str = ""
    dutch: bool = False
    """Whether Slack speaks Dutch to them; to all others it speaks English."""
    is_admin: bool = False

    @property
    def id(self) -> str:
        return f"U0{self.handle.upper()}"

    @property
    def zone(self) -> str:
        return ZONES[self.office]

    @property
    def locale(self) -> str:
        if self.dutch:
            return "nl-NL"
        return "en-US" if self.office == "New York" else "en-GB"


COLLEAGUES = (
    # The Netherlands
    Colleague("sanne", "Sanne de Vries", "Data analyst", "Utrecht", "zij/haar", dutch=True),
    Colleague("bram", "Bram Hoekstra", "Engineering manager", "Amsterdam", dutch=True),
    Colleague("noor", "Noor Bakker", "Finance controller", "Utrecht", "zij/haar", dutch=True),
    Colleague("daan", "Daan Visser", "Junior developer", "Utrecht", dutch=True),
    Colleague("yasmin", "Yasmin Öztürk", "Agile coach", "Amsterdam", "zij/haar", dutch=True),
    Colleague("lotte", "Lotte Smit", "UX designer", "Amsterdam", dutch=True),
    Colleague("thijs", "Thijs Mulder", "Site reliability lead", "Amsterdam", "hij/hem", dutch=True),
    Colleague("esmee", "Esmée Kuipers", "Account manager", "Utrecht", dutch=True),
    Colleague("rachid", "Rachid Bouali", "Data engineer", "Utrecht", dutch=True),
    Colleague("anouk", "Anouk Peters", "Legal counsel", "Amsterdam", "zij/haar", dutch=True),
    Colleague("willem", "Willem Brouwer", "Principal architect", "Utrecht", dutch=True),
    Colleague("sharon", "Sharon Pinas", "Team lead customer care", "Amsterdam", "zij/haar", dutch=True),
    Colleague("joris", "Joris van Dijk", "Product manager", "Amsterdam", dutch=True),
    Colleague("marieke", "Marieke Jansen", "HR business partner", "Utrecht", dutch=True, is_admin=True),
    Colleague("chloe", "Chloé Martin", "Content lead", "Amsterdam", "she/her"),
    # Berlin
    Colleague("lena", "Lena Hoffmann", "Director of engineering", "Berlin", "she/her"),
    Colleague("jonas", "Jonas Weber", "Backend engineer", "Berlin"),
    Colleague("aylin", "Aylin Demir", "Marketing manager", "Berlin", "she/her"),
    Colleague("piotr", "Piotr Nowak", "Security engineer", "Berlin", "he/him"),
    # London
    Colleague("nia", "Nia Mensah", "Staff engineer", "London", "she/her"),
    Colleague("oliver", "Oliver Hughes", "Sales director", "London"),
    Colleague("zoe", "Zoë Campbell", "Graduate engineer", "London", "they/them"),
    Colleague("ahmed", "Ahmed Khalil", "Procurement specialist", "London", "he/him"),
    Colleague("tom", "Tom Whitfield", "Workplace IT lead", "London", is_admin=True),
    # Lisbon
    Colleague("ines", "Inês Ferreira", "Frontend engineer", "Lisbon", "she/her"),
    Colleague("tiago", "Tiago Lopes", "Cloud architect", "Lisbon"),
    # New York
    Colleague("grace", "Grace Adeyemi", "VP Finance", "New York", "she/her"),
    Colleague("diego", "Diego Ramirez", "Account executive", "New York", "he/him"),
    Colleague("hannah", "Hannah Goldberg", "Product designer", "New York", "she/her"),
    Colleague("malik", "Malik Johnson", "Developer advocate", "New York", "he/him"),
    Colleague("ruth", "Ruth Feldman", "Business analyst", "New York"),
    # São Paulo
    Colleague("beatriz", "Beatriz Carvalho", "Data scientist", "São Paulo", "she/her"),
    Colleague("rafael", "Rafael Souza", "Engineering manager", "São Paulo", "he/him"),
    # Singapore
    Colleague("weiling", "Wei-Ling Tan", "Head of product", "Singapore", "she/her"),
    Colleague("marcus", "Marcus Goh", "Platform engineer", "Singapore"),
    Colleague("siti", "Siti Rahman", "Customer success manager", "Singapore", "she/her"),
    Colleague("kenji", "Kenji Watanabe", "Supply chain lead", "Singapore"),
    # Bangalore
    Colleague("priya", "Priya Raman", "Engineering manager", "Bangalore", "she/her"),
    Colleague("arjun", "Arjun Nair", "Software engineer", "Bangalore", "he/him"),
    Colleague("kavya", "Kavya Shetty", "QA engineer", "Bangalore", "she/her"),
)

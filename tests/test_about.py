"""More about me: team, level, reporting line, strongest topics, and who may find me as a mentor."""

from sqlalchemy import select

from bot.domain import members
from models import Level, Member, MentorTopic, Network, NetworkMember, ReportingLine
from playground.person import Person
from tests.hands import forge_state, forge_submit, modal, typed
from tests.test_networks import start_network
from tests.world import World


async def test_what_makes_matches_better_is_told_after_joining_and_kept(world: World) -> None:
    ada, bram = world.ada, world.bram
    await start_network(world, ada)
    await world.joins(ada, mentor=("Kubernetes", "SQL", "Coaching"))
    await ada.command("/mentor profile")
    await ada.click("More about me …")
    assert "All of this is optional" in modal(ada)
    assert await ada.suggest("teams", "") == []
    await ada.choose("teams", "Platform")
    await ada.choose("level", "Senior")
    await ada.choose("reports_to", "Ada Admiraal")
    await ada.choose("strong", "Kubernetes", "SQL")
    await ada.choose("about_who", "Only members of the networks I choose")
    assert "Women in Tech" in modal(ada)
    assert await ada.submit() == {"I report to": "Choose somebody else than yourself."}
    await ada.choose("reports_to", "Klik")
    assert await ada.submit() == {"I report to": "Choose a person who works here."}
    await ada.choose("reports_to", "Finn Fischer")  # who has never heard of Klik
    assert await ada.submit() == {}
    await ada.close()

    profile = await typed(ada, "/mentor profile")
    for said in ("People come to me for Kubernetes and SQL", "Team: Platform", "Level: Senior", "Finn Fischer",
                 "Found only by members of Women in Tech"):  # fmt: skip
        assert said in profile, said
    # The joining form asks none of it, and takes nothing of it away; a topic that goes takes its star along.
    await ada.click("Change")
    await ada.choose("topics:mentor_topics", "SQL", "Coaching")
    assert await ada.submit() == {}
    await ada.close()
    profile = await typed(ada, "/mentor profile")
    assert "People come to me for SQL" in profile
    assert "Team: Platform" in profile
    await ada.click("More about me …")
    await ada.choose("reports_to")
    await ada.choose("shares")
    assert await ada.submit() == {}
    await ada.close()
    profile = await typed(ada, "/mentor profile")
    assert "Finn" not in profile
    assert "Found by nobody" in profile
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(ReportingLine))).all() == []

    # The next one is offered the team as the first one spelt it; a network entered later is not shared unasked.
    await world.joins(bram, mentee="Kubernetes")
    await bram.command("/mentor profile")
    await bram.click("Meer over mij …")
    assert "mentor mag vinden" not in modal(bram)
    assert await bram.suggest("teams", "plat") == ["Platform", "plat"]
    assert await bram.suggest("teams", "platform") == ["Platform"]
    await bram.choose("teams", "Platform")
    assert await bram.submit() == {}
    await bram.close()
    await start_network(world, world.esra, "Returners")
    await ada.click("Join", within=ada.sees("mentoring")[-1])
    assert await shared(world, ada) == {"Women in Tech": False, "Returners": False}


async def shared(world: World, person: Person) -> dict[str, bool]:
    async with world.klik.runtime.db.begin() as session:
        member = await members.get(session, world.playground.workspace.team_id, person.id)
        rows = await session.execute(
            select(Network.name, NetworkMember.shares)
            .join(Network, Network.id == NetworkMember.network_id)
            .where(NetworkMember.member_id == member.id)
        )
        return {row.name: row.shares for row in rows}


async def test_what_is_forged_is_left_out_or_refused(world: World) -> None:
    ada = world.ada
    await world.joins(ada, mentor=("Kubernetes", "SQL", "Coaching", "Presenting"))
    await ada.command("/mentor profile")
    await ada.click("More about me …")
    forge_state(ada, "strong", selected_options=[{"value": str(number)} for number in range(1, 5)])
    assert "three at most" in str(await forge_submit(ada))
    forge_state(ada, "strong", selected_options=[{"value": "999999"}])
    forge_state(ada, "level", selected_option={"value": "42"})
    assert "not one of the choices" in str(await forge_submit(ada))
    forge_state(ada, "level", selected_option={"value": "6"})
    forge_state(ada, "reports_to", selected_user="U0NOBODY")
    assert "a person who works here" in str(await forge_submit(ada))
    violations = world.playground.workspace.violations
    assert [one.detail for one in violations] == ["users.info: user_not_found"]
    violations.clear()
    forge_state(ada, "reports_to", selected_user=None)
    assert await forge_submit(ada) == {}
    async with world.klik.runtime.db.begin() as session:
        assert (await session.scalars(select(MentorTopic.topic_id).where(MentorTopic.strong.is_(True)))).all() == []
        assert await session.scalar(select(Member.level).where(Member.slack_id == ada.id)) == Level.EXECUTIVE

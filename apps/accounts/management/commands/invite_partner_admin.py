"""Invites the first partner admin: whoever runs commands on the server lets in who lets in everybody else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.choices import PartnerRole
from apps.accounts.services import invite_partner_user
from kernel.access import system_actor
from kernel.errors import Refused


class Command(BaseCommand):
    help = "Invite a partner admin by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--language", default="en")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            invitation = invite_partner_user(
                by=system_actor("command"),
                email=options["email"],
                name=options["name"],
                partner_role=PartnerRole.ADMIN,
                language=options["language"],
            )
        except Refused as refused:
            details = " ".join(f"{problem.field}: {problem.message}" for problem in refused.problems)
            raise CommandError(f"{refused.message} {details} {refused.way_out}".strip()) from refused
        invitation.refresh_from_db()
        if invitation.sent_at is None:
            raise CommandError(
                "The mail could not be sent. Check EMAIL_URL, then send the invitation again on the team's page."
            )
        self.stdout.write(f"The invitation to {invitation.email} is on its way.")

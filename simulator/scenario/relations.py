"""Relations of a scenario: camps, signers, patrons and their clients, parties of factions."""


def with_shares(values):
    """Values of a scenario in which `client: ID`, `fights: [IDS]` and `main_effort: ID` are maps of
    shares or weights of 1."""
    values = dict(values)
    relations = ("parties", "client"), ("holders", "fights"), ("holders", "main_effort")
    for section, key in relations:
        entries = values.get(section)
        if isinstance(entries, dict):
            values[section] = {name: _with_share(entry, key) for name, entry in entries.items()}
    return values


def _with_share(entry, key):
    """An entry whose relation is a map of shares."""
    related = entry.get(key) if isinstance(entry, dict) else None
    names = [related] if isinstance(related, str) else related
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return {**entry, key: dict.fromkeys(names, 1.0)}
    return entry


class Relations:
    """Who belongs to which camp, and who supports whom. Works on a form with gaps, so that checks
    may use it before the form is sound."""

    def __init__(self, form):
        self.form, parties = form, form.parties
        self.patrons = [p for p, party in parties.items() if party.client]
        own = [p for p, party in parties.items() if not party.client and party.camp]
        self.signers = [p for camp in form.camps for p in own if parties[p].camp == camp]
        marked = [p for p in self.signers if parties[p].sovereign]
        self.sovereign = next(iter([*marked, *self.signers]), None)

    @property
    def speakers(self):
        """Parties that make public statements: those named, else the sovereign."""
        return self.form.talk.parties or [self.sovereign]

    @property
    def movers(self):
        """Parties that may make unilateral moves: those named, else the sovereign."""
        return self.form.spoiling.parties or [self.sovereign]

    def camp(self, party, seen=()):
        """Camp of a party; a patron has that of the first client that has one; or None."""
        form = self.form.parties.get(party)
        if form is None or party in seen:
            return None
        if form.camp or not form.client:
            return form.camp
        camps = (self.camp(client, (*seen, party)) for client in form.client)
        return next(filter(None, camps), None)

    def recipients(self, party, paths=(), seen=()):
        """[(party, paths of the shares)] of those who receive a patron's support: its clients, or
        the clients of a client that is a patron."""
        reached = []
        for client in self.form.parties[party].client:
            along = (*paths, f"parties.{party}.client.{client}")
            if client in self.patrons and client not in seen:
                reached += self.recipients(client, along, (*seen, party))
            elif client in self.form.parties and client not in seen:
                reached.append((client, along))
        return reached

    def patrons_above(self, party):
        """[(patron, path of the share)] of the patrons whose client a patron is."""
        parties = self.form.parties
        return [
            (p, f"parties.{p}.client.{party}") for p in self.patrons if party in parties[p].client
        ]

    def cycle(self, party):
        """Whether a patron supports itself through its clients."""
        reached, ahead = set(), [party]
        while ahead:
            clients = self.form.parties[ahead.pop()].client
            fresh = [p for p in clients if p in self.form.parties and p not in reached]
            reached.update(fresh)
            ahead += fresh
        return party in reached

    def faction_owner(self, faction):
        """Party of a faction: the one it names, else the first signer that is no sovereign."""
        named = self.form.factions[faction].party
        return named or next((p for p in self.signers if p != self.sovereign), self.sovereign)

    def must_sign(self, party):
        """Whether a package needs the signature of a party."""
        form = self.form.parties[party]
        return form.veto == "sign" or (form.veto is None and not form.client)

    def holder(self, party):
        """The holder that belongs to a party, or None."""
        return next((h for h, holder in self.form.holders.items() if holder.party == party), None)

"""What tools call the columns of an event log, in English, German, Dutch, Italian, French and Spanish.

Folded to lower case, without spaces and signs but the colon. The first set of a role is nobody else's name, the second is
usual, the third may mean other things.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TEXTS = {
    "case": (
        """case:concept:name caseconceptname caseid traceid casoid casid idcaso iddossier""",
        """case ticket ticketid ticketnumber ticketnr incident incidentid incidentnumber srnumber vorgang vorgangsnr
        vorgangsnummer vorgangsid fall fallid fallnummer fallnr zaak zaakid zaaknummer dossier dossiernummer pratica
        idpratica numeropratica caso expediente numerodossier numérodossier casekey caseidentifier casenumber""",
        """processinstance processinstanceid instanceid order orderid ordernumber auftrag auftragsnummer bestellung
        requestid request numero number nummer key issuekey id""",
    ),
    "activity": (
        """concept:name activity activityname aktivität aktivitaet activiteit attività attivita activité activite
        actividad""",
        """event eventname task taskname step schritt prozessschritt vorgangsschritt tätigkeit taetigkeit stap taak
        passo fase étape etape tâche tache paso tarea evento operation operazione ereignis""",
        """action aktion status state zustand stato statut estado conceptname""",
    ),
    "timestamp": (
        """time:timestamp completetimestamp endtimestamp timestamp timetimestamp completetime endtime zeitstempel
        tijdstempel horodatage completiontime""",
        """end ende endzeit endezeit enddatum enddate eindtijd einddatum eind fine datafine orafine fin datefin heurefin
        fechafin horafin finishtime finished complete completed completedat ended endedat eventtime eventtimestamp
        datetime""",
        """date time datum zeit zeitpunkt tijd tijdstip data ora dataora heure dateheure fecha hora fechahora createdat
        created changedat occurredat updated""",
    ),
    "start": (
        """starttimestamp starttime startzeit startdatum startdate starttijd""",
        """start beginn begin beginnzeit begintijd begindatum anfang inizio datainizio orainizio début debut datedebut
        datedébut inicio fechainicio horainicio started startedat begun""",
        "",
    ),
    "lifecycle": (
        """lifecycle:transition lifecycletransition transition lifecycle""",
        """eventtype transitiontype lifecyclestatus""",
        "",
    ),
    "resource": (
        """org:resource orgresource resource ressource risorsa recurso""",
        """user username userid benutzer bearbeiter mitarbeiter sachbearbeiter medewerker gebruiker utente operatore
        utilisateur agent agente usuario employee assignee assignedto owner performer worker actor""",
        "",
    ),
    "role": ("org:role", "role rolle rol ruolo rôle", ""),
    "group": (
        "org:group",
        """group team gruppe groep gruppo groupe grupo department abteilung afdeling""",
        "",
    ),
}

RANKS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        role: MappingProxyType({name: rank for rank, names in enumerate(sets) for name in names.split()})
        for role, sets in _TEXTS.items()
    }
)
"""For each role its names, with 0 for the surest."""

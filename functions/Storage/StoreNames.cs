namespace Relay.Functions.Storage;

/// <summary>The tables and containers of the relay. infra/ provisions the same names.</summary>
public static class StoreNames
{
    public const string PartnersTable = "partners";
    public const string PartnerKeysTable = "partnerkeys";
    public const string PeopleTable = "people";
    public const string LanesTable = "lanes";
    public const string LedgerTable = "ledger";
    public const string MediaTable = "media";
    public const string NoncesTable = "nonces";
    public const string HeldTable = "held";
    public const string EventsTable = "events";
    public const string LinksTable = "links";
    public const string FindingTable = "finding";
    public const string BudgetsTable = "budgets";
    public const string BusinessesTable = "businesses";
    public const string KeyLogTable = "keylog";
    public const string DeviceKeysTable = "devicekeys";
    public const string RoomsTable = "rooms";
    public const string UsageTable = "usage";
    public const string AgreementsTable = "agreements";

    public const string BodiesContainer = "bodies";
    public const string ParkedContainer = "parked";
    public const string MediaContainer = "media";
    public const string HeldContainer = "held";

    /// <summary>All tables.</summary>
    public static readonly string[] Tables = [PartnersTable, PartnerKeysTable, PeopleTable, LanesTable, LedgerTable, MediaTable, NoncesTable, HeldTable, EventsTable, LinksTable, FindingTable, BudgetsTable, BusinessesTable, KeyLogTable, DeviceKeysTable, RoomsTable, UsageTable, AgreementsTable];

    /// <summary>All containers.</summary>
    public static readonly string[] Containers = [BodiesContainer, ParkedContainer, MediaContainer, HeldContainer];
}

using Relay.Functions.Deliver;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>A small world to be explored: what arrives, which faults may happen, how far it goes.</summary>
internal sealed record Scenario
{
    public const string PartnerName = "whatsapp";

    /// <summary>Crashes of an instance.</summary>
    public const string Crash = "crash";

    /// <summary>Operations of a crashed instance that take effect later than its successor's.</summary>
    public const string LateEffect = "late-effect";

    /// <summary>Session locks that get lost while a call works.</summary>
    public const string LockLoss = "lock-loss";

    /// <summary>Times that the partner goes away; it comes back at any time.</summary>
    public const string Outage = "outage";

    /// <summary>Runs of the sweep at any time.</summary>
    public const string Sweep = "sweep";

    /// <summary>Times that a wait ends although calls have something to do: they are slow.</summary>
    public const string SlowCall = "slow-call";

    /// <summary>Times that the partner asks for its envelopes.</summary>
    public const string Poll = "poll";

    /// <summary>What arrives, in the order of acceptance.</summary>
    public required IReadOnlyList<Arrival> Arrivals { get; init; }

    /// <summary>Faults of each kind that one execution may meet.</summary>
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>();

    /// <summary>Instances that work side by side.</summary>
    public int Instances { get; init; } = 2;

    /// <summary>Whether lanes fall to different instances at first; otherwise any takes any.</summary>
    public bool Spread { get; init; }

    /// <summary>Whether an instance works one call at a time, so that only different instances come between one another's steps.</summary>
    public bool OneCallAtATime { get; init; }

    /// <summary>Lanes of the partner at first.</summary>
    public int LanesAtFirst { get; init; } = 2;

    /// <summary>The most steps that are explored before the world heals.</summary>
    public int MostSteps { get; init; } = 60;

    /// <summary>The most waits that are explored before the world heals.</summary>
    public int MostWaits { get; init; } = 2;

    /// <summary>How much the second instance's clock is ahead.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>Sets the partner up.</summary>
    public Action<Partner>? Partner { get; init; }

    /// <summary>How the partner gets its envelopes at first.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>Changes of the partner's settings, in order, each at any time after the one before.</summary>
    public IReadOnlyList<Func<PartnerRecord, PartnerRecord>> Changes { get; init; } = [];

    /// <summary>Sets up the production code's options.</summary>
    public LaneOptions Lanes { get; init; } = Brisk();

    /// <summary>Sets up the calls to the partner.</summary>
    public DeliveryOptions Calls { get; init; } = new() { TimeoutSeconds = 10 };

    /// <summary>Options under which little is needed for something to happen.</summary>
    public static LaneOptions Brisk() => new()
    {
        FirstProbeMilliseconds = 1_000,
        LongestProbeSeconds = 8,
        BreakerFailures = 2,
        IsolateAfterAttempts = 2,
        LeaseSeconds = 30,
        OverdueSeconds = 10,
    };

    /// <summary>Judges the explored part of an execution before the world heals; gives what does not hold.</summary>
    public Func<World, string?>? AtRest { get; init; }

    /// <summary>Judges the whole of an execution; gives what does not hold.</summary>
    public Func<World, string?>? AtEnd { get; init; }

    /// <summary>Faults of the fakes, for the checker's own tests.</summary>
    public Flaw Flaw { get; init; }
}

/// <summary>What a fake does wrong on purpose: the checker must find it.</summary>
[Flags]
internal enum Flaw
{
    None = 0,

    /// <summary>Every write of a lane's record counts as up to date.</summary>
    IgnoredVersions = 1,

    /// <summary>The last entry of the ledger stands.</summary>
    LastEntryWins = 2,

    /// <summary>Listings of parked messages are in the reverse order.</summary>
    BackwardListing = 4,

    /// <summary>Parked messages are acknowledged and not stored.</summary>
    ForgottenParking = 8,

    /// <summary>Alarms are acknowledged and do not come, and the sweep does not run.</summary>
    ForgottenAlarms = 16,

    /// <summary>What was posted is not said to be in doubt.</summary>
    ForgottenDoubt = 32,

    /// <summary>Final states are acknowledged and not stored.</summary>
    ForgottenEnds = 64,
}

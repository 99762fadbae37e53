namespace Relay.Road.Tests.Fixtures;

/// <summary>A relay that logs all it can, and has every secret that a relay can have.</summary>
public sealed class TalkativeFixture : CallsFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Azure"] = "Trace",
        ["Limits__PartnerCallRelaysPerSecond"] = "100",
    };
}

namespace Relay.Road.Tests.Fixtures;

/// <summary>A relay that names a TURN server, and shares a secret with it.</summary>
public class CallsFixture : StackFixture
{
    public const string Secret = "one secret of relay and coturn";
    public const int CredentialSeconds = 90;

    public static IReadOnlyList<string> TurnUrls => ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"];

    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Calls__TurnUrls__0"] = TurnUrls[0],
        ["Calls__TurnUrls__1"] = TurnUrls[1],
        ["Calls__TurnSharedSecret"] = Secret,
        ["Calls__CredentialSeconds"] = $"{CredentialSeconds}",
        ["Limits__PartnerCallRelaysPerSecond"] = "1",
        ["Limits__PartnerCallRelaysBurst"] = "20",
    };
}

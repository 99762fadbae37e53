using Relay.Cli.Operators;
using Relay.Cli.Tests.Held;

namespace Relay.Cli.Tests.Operators;

public sealed class UsageTablesTests
{
    private const string Two =
        """[{"partner":"a-net","at":"2026-03-01T11:00:00+00:00","figures":{"requests":10,"throttled":1,"sentAccepted":1200,"sentBytes":2048,"sentRefused":{"not-reachable":2,"malformed":1},"receivedAccepted":5,"receivedEnded":{"delivered":4,"expired":1},"calls":{"none":9,"timed-out":2}}},{"partner":"a-net","at":"2026-03-01T12:00:00+00:00","figures":{"requests":1}}]""";

    [Theory]
    [InlineData(null, "  a-net          11          1  1,200  2.0 KB        3         5          4             2")]
    [InlineData("a-net", "  2026-03-01 11:00:00Z        10          1  1,200  2.0 KB        3         5          4             2")]
    public async Task Usage_IsSummedByPartner_OrToldByTheHour(string? partner, string first)
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Two));
        using var access = relay.Access();
        var output = new StringWriter();

        Assert.Equal(0, await new UsageTables(access.Client, output, TimeProvider.System).WriteAsync(partner, 24, CancellationToken.None));

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(first, lines[1]);
        Assert.Equal(partner is null ? 2 : 3, lines.Length);
    }
}

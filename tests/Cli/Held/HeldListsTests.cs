using Relay.Cli.Held;
using Relay.Client.Operators;

namespace Relay.Cli.Tests.Held;

public sealed class HeldListsTests
{
    private const string Envelope =
        """{"partner":"whatsapp","key":"000001772366400-a","reason":"rejected","heldAt":"2026-03-01T12:00:00+00:00","bytes":2048,"attempts":3,"sender":"instagram","id":"0195513c-0000-7000-8000-000000000000","class":"urgent","lane":"1.u.3","acceptedAt":"2026-03-01T11:00:00+00:00","expiresAt":"2026-03-08T11:00:00+00:00","ciphertexts":[{"type":1,"bytes":1900}]}""";

    private const string Unreadable =
        """{"partner":"_unreadable","key":"000001772366400-b","reason":"unreadable","heldAt":"2026-03-01T12:00:00+00:00","bytes":16,"attempts":0,"queue":"envelopes","sequenceNumber":7,"sha256":"abcd"}""";

    private readonly StringWriter _output = new();

    [Fact]
    public async Task List_OverSeveralPages_PrintsOneLineEach()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, $$"""{"held":[{{Envelope}}],"cursor":"next"}"""));
        relay.Answers.Enqueue((200, $$"""{"held":[{{Unreadable}}]}"""));

        Assert.Equal(0, await ListAsync(relay, 10));

        Assert.Equal(
            [
                "  whatsapp  000001772366400-a  rejected  2026-03-01T12:00:00Z  2.0 KB  from instagram  urgent  3 attempts  expires 2026-03-08T11:00:00Z",
                "  _unreadable  000001772366400-b  unreadable  2026-03-01T12:00:00Z  16 B  envelopes #7",
            ],
            Lines());
    }

    [Fact]
    public async Task List_OfMoreThanWanted_SaysSo()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, $$"""{"held":[{{Envelope}}],"cursor":"next"}"""));

        Assert.Equal(0, await ListAsync(relay, 1));

        Assert.Contains("There are more than 1", Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OfNothing_SaysSo()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """{"held":[]}"""));

        Assert.Equal(0, await ListAsync(relay, 10));

        Assert.Equal(["  Nothing is held."], Lines());
    }

    [Fact]
    public async Task Show_AnEnvelope_PrintsWhatItHas_AndNothingElse()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Envelope));
        using var access = relay.Access();

        Assert.Equal(0, await new HeldLists(access.Client, _output).ShowAsync("whatsapp", "000001772366400-a", CancellationToken.None));

        Assert.Contains("  ciphertexts         type 1, 1,900 bytes", Lines());
        Assert.Contains("  possibly delivered  no", Lines());
        Assert.DoesNotContain("SHA-256", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused", "ended as refused")]
    [InlineData("expired", "ended as expired")]
    [InlineData("removed", "is removed")]
    public async Task Refuse_TellsHowItEnded(string state, string expected)
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, $$"""{"state":"{{state}}"}"""));
        using var access = relay.Access();

        Assert.Equal(0, await new HeldLists(access.Client, _output).RefuseAsync("whatsapp", "000001772366400-a", CancellationToken.None));

        Assert.Contains(expected, _output.ToString(), StringComparison.Ordinal);
    }

    private async Task<int> ListAsync(ScriptedRelay relay, int most)
    {
        using var access = relay.Access();
        return await new HeldLists(access.Client, _output).ListAsync(new HeldFilter(), most, CancellationToken.None);
    }

    private string[] Lines() => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}

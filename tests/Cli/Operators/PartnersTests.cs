using Relay.Cli.Operators;
using Relay.Cli.Tests.Held;
using Relay.Signatures;

namespace Relay.Cli.Tests.Operators;

public sealed class PartnersTests
{
    private const string Stored =
        """{"partner":"whatsapp","status":"live","endpoint":"https://w.example/relay","keys":[{"kid":"w-1","kty":"OKP","crv":"Ed25519","x":"AA"}],"lanes":4,"epoch":3,"territories":["DE"]}""";

    private readonly StringWriter _output = new();

    [Fact]
    public async Task List_PrintsOneLineEach()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """
            {"partners":[{"partner":"instagram","status":"live","mode":"push","breaker":{"state":"open","reason":"timed-out"},"lanesNotOpen":2,"parkedSince":"2026-03-01T12:00:00+00:00","parkedBytes":2048,"held":3}],"unreadable":1,"heldIsAll":false,"namespaces":[0]}
            """));

        Assert.Equal(0, await RunAsync(relay, partners => partners.ListAsync(CancellationToken.None)));

        Assert.Equal("  instagram  live       push  open (timed-out)              2  2.0 KB  2026-03-01 12:00:00Z    3+", Lines()[1]);
        Assert.Contains("1 messages that cannot be read", Lines()[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspend_KeepsEverythingElse_AndSendsBackNothingThatNobodySets()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Stored));
        relay.Answers.Enqueue((200, Stored));

        Assert.Equal(0, await RunAsync(relay, partners => partners.SetStatusAsync("whatsapp", "suspended", CancellationToken.None)));

        Assert.True(relay.Orders.TryDequeue(out var order));
        Assert.Equal("suspended", order.GetProperty("status").GetString());
        Assert.Equal("DE", order.GetProperty("territories")[0].GetString());
        Assert.False(order.TryGetProperty("partner", out _) || order.TryGetProperty("epoch", out _));
    }

    [Fact]
    public async Task SetStatus_ThatItHasAlready_ChangesNothing()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Stored));
        Assert.Equal(1, await RunAsync(relay, partners => partners.SetStatusAsync("whatsapp", "live", CancellationToken.None)));
        Assert.Empty(relay.Orders);
    }

    [Theory]
    [InlineData(null, new[] { "w-1", "w-2" })]
    [InlineData("w-1", new[] { "w-2" })]
    public async Task RotateKey_AddsTheNewOne_AndTakesAwayTheNamed(string? remove, string[] expected)
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Stored));
        relay.Answers.Enqueue((200, Stored));

        Assert.Equal(0, await RunAsync(relay, partners => partners.RotateKeyAsync("whatsapp", Key("w-2"), remove, CancellationToken.None)));

        Assert.True(relay.Orders.TryDequeue(out var order));
        Assert.Equal(expected, order.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()));
    }

    [Theory]
    [InlineData("w-1", null)] // it has that one
    [InlineData("w-2", "w-9")] // and not this one
    public async Task RotateKey_ThatCannotBe_ChangesNothing(string kid, string? remove)
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Stored));
        Assert.Equal(1, await RunAsync(relay, partners => partners.RotateKeyAsync("whatsapp", Key(kid), remove, CancellationToken.None)));
        Assert.Empty(relay.Orders);
    }

    [Fact]
    public async Task Add_OfOneThatIsThere_ChangesNothing()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, Stored));
        Assert.Equal(1, await RunAsync(relay, partners => partners.AddAsync("whatsapp", Key("w-2"), null, "sandbox", ["text"], CancellationToken.None)));
        Assert.Empty(relay.Orders);
    }

    [Fact]
    public async Task Add_WithoutEndpoint_RegistersOneThatPulls()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((404, """{"type":"/problems/not-found","status":404,"code":"not-found","title":"No such thing."}"""));
        relay.Answers.Enqueue((201, Stored));

        Assert.Equal(0, await RunAsync(relay, partners => partners.AddAsync("whatsapp", Key("w-1"), null, "sandbox", ["text"], CancellationToken.None)));

        Assert.True(relay.Orders.TryDequeue(out var order));
        Assert.Equal(("sandbox", "pull"), (order.GetProperty("status").GetString(), order.GetProperty("mode").GetString()));
        Assert.False(order.TryGetProperty("endpoint", out _));
    }

    private async Task<int> RunAsync(ScriptedRelay relay, Func<Partners, Task<int>> run)
    {
        using var access = relay.Access();
        return await run(new Partners(access.Client, _output));
    }

    private string[] Lines() => _output.ToString().TrimEnd().Split(Environment.NewLine);

    private static JsonWebKey Key(string kid)
    {
        using var key = SigningKey.CreateEd25519(kid);
        return key.Public.ToJwk();
    }
}

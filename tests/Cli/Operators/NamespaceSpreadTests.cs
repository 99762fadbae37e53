using Relay.Cli.Operators;
using Relay.Cli.Tests.Held;

namespace Relay.Cli.Tests.Operators;

/// <summary>What the command asks of the relay, and when it is content.</summary>
public sealed class NamespaceSpreadTests : IAsyncLifetime
{
    private const string Changing = """{"type":"/problems/lanes-changing","status":409,"code":"lanes-changing","title":"Later."}""";

    private readonly StringWriter _output = new();
    private ScriptedRelay _relay = null!;

    public async ValueTask InitializeAsync() => _relay = await ScriptedRelay.StartAsync();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Run_MovesThoseThatLieElsewhere_AndKeepsTheirOtherSettings()
    {
        Overview("instagram", "whatsapp");
        Partner("instagram", "[0,1]");
        Lanes(1, 1);
        Partner("whatsapp", "[0]");
        Answer(200, "{}");
        Lanes(2, 2);

        Assert.Equal(0, await RunAsync(null, null));

        var order = Assert.Single(_relay.Orders);
        Assert.Equal("[0,1]", order.GetProperty("namespaces").GetRawText());
        Assert.Equal(4, order.GetProperty("lanes").GetInt32());
        Assert.Equal(["  whatsapp: its lanes move to 0, 1; what is in the old ones goes first.", "  All lanes of 2 partners lie in namespaces 0, 1."], Lines());
    }

    [Fact]
    public async Task Run_WhileOldLanesAreNotEmpty_WaitsForThem()
    {
        Overview("whatsapp");
        Partner("whatsapp", "[0]");
        Answer(409, Changing);
        Partner("whatsapp", "[0]");
        Answer(200, "{}");
        Lanes(3, 2);
        Partner("whatsapp", "[1]");
        Lanes(3, 3);

        Assert.Equal(0, await RunAsync("whatsapp", [1]));

        Assert.Equal("  All lanes of whatsapp lie in namespace 1.", Lines()[^1]);
    }

    [Fact]
    public async Task Run_OutOfPatience_TellsWhoHasMessagesInOldLanes()
    {
        Overview("whatsapp");
        Partner("whatsapp", "[1]");
        Lanes(3, 2);
        Answer(200, """{"partner":"whatsapp","epoch":3,"openEpoch":2,"lanes":[{"lane":"2.n.0","class":"normal","state":"parked","bytes":2048,"attempts":3}]}""");

        Assert.Equal(1, await RunAsync(null, [1], seconds: 0));

        Assert.Equal(["  PARTNER   EPOCH  OPEN  LANES WAITING  PARKED", "  whatsapp      3     2              1  2.0 KB"], Lines());
    }

    [Theory]
    [InlineData("whatsapp", new[] { 2 }, 2)]
    [InlineData("haiket", new[] { 1 }, 1)]
    public async Task Run_OfWhatIsNotThere_ChangesNothing(string partner, int[] numbers, int exit)
    {
        Overview("whatsapp");
        Assert.Equal(exit, await RunAsync(partner, numbers));
        Assert.Empty(_relay.Orders);
    }

    private async Task<int> RunAsync(string? partner, int[]? numbers, int seconds = 60)
    {
        using var access = _relay.Access();
        return await new NamespaceSpread(access.Client, _output, new ImpatientClock()).RunAsync(partner, numbers, TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
    }

    private void Answer(int status, string json) => _relay.Answers.Enqueue((status, json));

    private void Overview(params string[] partners) => Answer(200, $$"""
        {"partners":[{{string.Join(',', partners.Select(name => $$$"""{"partner":"{{{name}}}","status":"live","mode":"pull","breaker":{"state":"pull"}}"""))}}],"unreadable":0,"heldIsAll":true,"namespaces":[0,1]}
        """);

    private void Partner(string name, string namespaces) => Answer(200, $$"""{"partner":"{{name}}","status":"live","lanes":4,"epoch":1,"namespaces":{{namespaces}}}""");

    private void Lanes(int epoch, int open) => Answer(200, $$"""{"partner":"p","epoch":{{epoch}},"openEpoch":{{open}},"lanes":[]}""");

    /// <summary>Waits are over at once.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private string[] Lines() => _output.ToString().TrimEnd().Split(Environment.NewLine);
}

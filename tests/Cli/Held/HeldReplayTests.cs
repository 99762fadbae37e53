using Relay.Cli.Bus;
using Relay.Cli.Held;
using Relay.Client.Operators;

namespace Relay.Cli.Tests.Held;

/// <summary>The replay of the command, against a relay that answers as a test says.</summary>
public sealed class HeldReplayTests
{
    private static readonly ReplayOrder All = new() { Partner = "whatsapp", All = true };

    private readonly StringWriter _output = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task Run_ToTheEnd_CallsWithEachCursor_AndTellsTheSum()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """{"replayed":3,"expired":1,"gone":0,"remaining":4}"""));
        relay.Answers.Enqueue((200, """{"replayed":2,"expired":0,"gone":0,"remaining":2,"cursor":"c1"}"""));
        relay.Answers.Enqueue((200, """{"replayed":1,"expired":1,"gone":0,"remaining":0}"""));

        Assert.Equal(0, await RunAsync(relay, All with { PerSecond = 2 }));

        Assert.Contains("4 held for whatsapp: 3 to be sent again, 1 expired.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Done: 3 sent again, 1 ended as expired.", _output.ToString(), StringComparison.Ordinal);
        var orders = relay.Orders.ToArray();
        Assert.True(orders[0].GetProperty("dryRun").GetBoolean());
        Assert.Equal((2, false), (orders[1].GetProperty("max").GetInt32(), orders[1].TryGetProperty("cursor", out _)));
        Assert.Equal("c1", orders[2].GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task Run_OnATerminal_DrawsTheBarOverItself()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """{"replayed":4,"expired":0,"gone":0,"remaining":4}"""));
        relay.Answers.Enqueue((200, """{"replayed":2,"expired":0,"gone":0,"remaining":2,"cursor":"c1"}"""));
        relay.Answers.Enqueue((200, """{"replayed":2,"expired":0,"gone":0,"remaining":0}"""));

        Assert.Equal(0, await RunAsync(relay, All, isTerminal: true));

        Assert.Contains("[############............]  50%  2 of 4", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\r\e[K  [########################] 100%  4 of 4", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DryRun_AsksOnce_AndSaysThatNothingWasDone()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """{"replayed":3,"expired":0,"gone":2,"remaining":3}"""));

        Assert.Equal(0, await RunAsync(relay, All, dryRun: true));

        Assert.Single(relay.Orders);
        Assert.Contains("3 to be sent again, 0 expired, 2 not held (any more).", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Nothing was done.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Interrupted_LetsTheCallEnd_AndSaysHowToGoOn()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """{"replayed":9,"expired":0,"gone":0,"remaining":9}"""));
        relay.Answers.Enqueue((200, """{"replayed":4,"expired":0,"gone":0,"remaining":5,"cursor":"c1"}"""));
        // Ctrl+C comes while the second call, the first of the replay itself, is under way.
        relay.BeforeAnswer = () =>
        {
            if (relay.Orders.Count == 2)
                _stop.Cancel();
        };

        Assert.Equal(130, await RunAsync(relay, All));

        Assert.Contains("Stopped: 4 sent again, 0 ended as expired. 5 are still held; the same command goes on with them.", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, relay.Orders.Count);
    }

    [Fact]
    public async Task Run_RefusedInTheMiddle_TellsWhatWasDone_AndFails()
    {
        await using var relay = await ScriptedRelay.StartAsync();
        relay.Answers.Enqueue((200, """{"replayed":9,"expired":0,"gone":0,"remaining":9}"""));
        relay.Answers.Enqueue((200, """{"replayed":4,"expired":0,"gone":0,"remaining":5,"cursor":"c1"}"""));
        relay.Answers.Enqueue((404, """{"code":"not-found","title":"There is nothing here."}"""));

        Assert.Equal(1, await RunAsync(relay, All));

        Assert.Contains("Ended early: 4 sent again", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "--all")]
    [InlineData("replay", "--partner", "whatsapp")]
    [InlineData("replay", "--partner", "whatsapp", "--all", "--sender", "instagram")]
    [InlineData("replay", "--partner", "whatsapp", "--all", "000001772366400-a")]
    [InlineData("replay", "--partner", "whatsapp", "--all", "--rate", "0")]
    [InlineData("replay", "--partner", "whatsapp", "--all", "--rate", "10001")]
    [InlineData("list", "--max", "0")]
    [InlineData("show", "a/b", "c")]
    [InlineData("refuse", "whatsapp", "..")]
    public async Task Command_UsedWrongly_IsRefusedBeforeAnyCall(params string[] arguments)
    {
        await using var relay = await ScriptedRelay.StartAsync();
        var called = false;
        relay.BeforeAnswer = () => called = true;

        Assert.Equal(2, await HeldCommand.Create().Parse([.. arguments, .. relay.Options]).InvokeAsync());

        Assert.False(called);
    }

    [Fact]
    public async Task Command_WithoutARelayThatAnswers_Fails()
    {
        string[] options;
        await using (var relay = await ScriptedRelay.StartAsync())
        {
            options = relay.Options;
            await File.WriteAllTextAsync(options[3] + ".kept", await File.ReadAllTextAsync(options[3]));
        }

        Assert.Equal(1, await HeldCommand.Create().Parse(["list", "--relay", options[1], "--key", options[3] + ".kept"]).InvokeAsync());
        File.Delete(options[3] + ".kept");
    }

    private async Task<int> RunAsync(ScriptedRelay relay, ReplayOrder order, bool isTerminal = false, bool dryRun = false)
    {
        using var access = relay.Access();
        var screen = new BusScreen(_output, () => isTerminal ? 200 : null);
        return await new HeldReplay(access, order, screen, isTerminal, TimeProvider.System).RunAsync(dryRun, _stop.Token);
    }
}

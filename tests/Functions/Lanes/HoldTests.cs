using System.Net.Sockets;
using Azure;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Lanes;

namespace Relay.Functions.Tests.Lanes;

public sealed class HoldTests
{
    private readonly ManualClock clock = new();
    private int calls;

    public static TheoryData<string, bool> Failures() => new()
    {
        { "no answer", true },
        { "408", true },
        { "429", true },
        { "500", true },
        { "503", true },
        { "400", false },
        { "403", false },
        { "404", false },
        { "409", false },
        { "412", false },
        { "socket", true },
        { "http", true },
        { "io", true },
        { "timeout", true },
        { "network timeout", true },
        { "retries", true },
        { "retries of network timeouts", true },
        { "retries, one of them no passing failure", false },
        { "queue busy", true },
        { "queue communication", true },
        { "queue not found", false },
        { "lock lost", false },
        { "bug", false },
        { "data", false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Run_Failure_IsHeldOnlyWhenItCanPass(string kind, bool held)
    {
        var failure = Failure(kind);
        var run = Hold(90).RunAsync(_ => ++calls == 1 ? throw failure : Task.FromResult("answer"), TestContext.Current.CancellationToken);
        if (held)
        {
            clock.Advance(await clock.TimerStartedAsync());
            Assert.Equal("answer", await run);
        }
        else
        {
            Assert.Same(failure, await Assert.ThrowsAnyAsync<Exception>(() => run));
        }

        Assert.Equal(held ? 2 : 1, calls);
    }

    [Fact]
    public async Task Run_StoreThatStaysAway_WaitsLongerAndLongerUntilTheBound()
    {
        var run = Hold(30).RunAsync<string>(_ => throw Failure("503", ++calls), TestContext.Current.CancellationToken);
        foreach (var milliseconds in (int[])[200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000, 5_000])
        {
            Assert.False(run.IsCompleted);
            var wait = await clock.TimerStartedAsync();
            Assert.Equal(milliseconds, wait.TotalMilliseconds);
            clock.Advance(wait);
        }

        // 31.2 s have passed, the bound is 30.
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => run);
        Assert.Equal((503, 11), (failure.Status, calls));
    }

    [Fact]
    public async Task Run_HoldOfZeroSeconds_FailsAtOnce()
    {
        await Assert.ThrowsAsync<RequestFailedException>(() => Hold(0).RunAsync<string>(_ => throw Failure("503", ++calls), TestContext.Current.CancellationToken));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Run_CallWithoutAnswer_IsHeldLikewise()
    {
        var run = Hold(90).RunAsync(_ => ++calls == 1 ? throw Failure("503") : Task.CompletedTask, TestContext.Current.CancellationToken);
        clock.Advance(await clock.TimerStartedAsync());
        await run;
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaits_EndsAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        var run = Hold(90).RunAsync<string>(_ => throw Failure("503", ++calls), cancel.Token);
        await clock.TimerStartedAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Run_CallThatEndsBecauseItWasCancelled_IsNotHeld()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Hold(90).RunAsync<string>(
            token =>
            {
                calls++;
                token.ThrowIfCancellationRequested();
                return Task.FromResult("");
            },
            cancel.Token));
        Assert.Equal(1, calls);
    }

    private Hold Hold(int seconds) => new(Options.Create(new DeliveryOptions { HoldSeconds = seconds }), clock, NullLogger<Hold>.Instance);

    private static Exception Failure(string kind, int number = 0) => kind switch
    {
        "no answer" => new RequestFailedException(0, "no answer"),
        "socket" => new SocketException((int)SocketError.ConnectionRefused),
        "http" => new HttpRequestException("broken"),
        "io" => new IOException("broken"),
        "timeout" => new TimeoutException(),
        "network timeout" => new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout."),
        "retries" => new AggregateException(Failure("503"), Failure("no answer"), Failure("io")),
        "retries of network timeouts" => new AggregateException(Failure("network timeout"), Failure("network timeout")),
        "retries, one of them no passing failure" => new AggregateException(Failure("503"), Failure("403")),
        "queue busy" => new ServiceBusException(true, "busy", null, ServiceBusFailureReason.ServiceBusy, null),
        "queue communication" => new ServiceBusException(false, "gone", null, ServiceBusFailureReason.ServiceCommunicationProblem, null),
        "queue not found" => new ServiceBusException(false, "none", null, ServiceBusFailureReason.MessagingEntityNotFound, null),
        "lock lost" => new ServiceBusException(false, "lost", null, ServiceBusFailureReason.SessionLockLost, null),
        "bug" => new InvalidOperationException(),
        "data" => new InvalidDataException(),
        _ => new RequestFailedException(int.Parse(kind, System.Globalization.CultureInfo.InvariantCulture), $"call {number}"),
    };
}

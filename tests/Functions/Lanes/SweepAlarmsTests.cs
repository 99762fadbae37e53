using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Lanes;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Lanes;

/// <summary>A namespace that fails keeps the sweep from no other.</summary>
public sealed class SweepAlarmsTests : IAlarms
{
    private readonly ManualClock _clock = new();
    private readonly List<int> _asked = [];
    private readonly SweepAlarms _alarms;
    private Exception? _failure = new ServiceBusException(true, "gone", null, ServiceBusFailureReason.ServiceCommunicationProblem, null);

    public SweepAlarmsTests() => _alarms = new SweepAlarms(this, _clock, NullLogger<SweepAlarms>.Instance);

    [Fact]
    public async Task Schedule_AfterAFailure_LeavesThatNamespaceAlone_AndNoOther()
    {
        foreach (var number in new[] { 1, 1, 0, 1, 2 })
            await ScheduleAsync(number);

        Assert.Equal([1, 0, 2], _asked);
    }

    [Fact]
    public async Task Schedule_InALaterRun_AsksAgain()
    {
        await ScheduleAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(29));
        await ScheduleAsync(1);
        Assert.Equal([1], _asked);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _failure = null;
        await ScheduleAsync(1);
        await ScheduleAsync(1);
        Assert.Equal([1, 1, 1], _asked);
    }

    [Fact]
    public async Task Schedule_AFailureThatIsNotTheQueues_IsThrown()
    {
        _failure = new InvalidOperationException("a bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => ScheduleAsync(1));
    }

    [Fact]
    public async Task Schedule_InANamespaceThatIsNot_IsLeftAlone()
    {
        _failure = QueueNamespaces.Missing(1);
        await ScheduleAsync(1);
        Assert.Equal([1], _asked);
    }

    async Task IAlarms.ScheduleAsync(Lane lane, PackedKind kind, long number, DateTimeOffset due, CancellationToken cancel)
    {
        await Task.Yield();
        _asked.Add(lane.Namespace);
        if (lane.Namespace == 1 && _failure is not null)
            throw _failure;
    }

    private Task ScheduleAsync(int number) =>
        _alarms.ScheduleAsync(new Lane(EnvelopeClass.Normal, 1, "whatsapp", 0, number), PackedKind.Drain, 0, _clock.GetUtcNow(), CancellationToken.None);
}

namespace Relay.Local.Bus.Tests.Durability.Witnessing;

internal sealed partial class Witness
{
    /// <summary>The holder of a session sets its state; gives the version that the answer acknowledges.</summary>
    public int StateRequested(string queue, string session, string? value)
    {
        lock (_gate)
            return _queues[queue].Session(session).State.Request(value);
    }

    public void StateAcknowledged(string queue, string session, int version)
    {
        lock (_gate)
        {
            _queues[queue].Session(session).State.Acknowledge(version);
            _counts.StateWrites++;
        }
    }

    /// <summary>The holder of a session, with no request of its own under way, was told this state.</summary>
    public void StateSeen(string queue, string session, string? value)
    {
        lock (_gate)
        {
            var state = _queues[queue].Session(session).State;
            if (!state.Allows(value))
                Add(FaultKind.WrongState, $"{session} of queue {queue} has the state '{value}', but must have {state}");
        }
    }
}

using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Tests.Engine;

/// <summary>A receiver that writes down what it is given.</summary>
internal sealed class RecordingSink(int credit) : IDeliverySink
{
    public int Credit { get; set; } = credit;

    public List<DeliveredMessage> Received { get; } = [];

    public bool Lost { get; private set; }

    public DeliveredMessage Last => Received[^1];

    public IEnumerable<long> Sequences => Received.Select(message => message.SequenceNumber);

    public void Deliver(in DeliveredMessage message)
    {
        Assert.True(Credit > 0, "A message came without credit.");
        Credit--;
        Received.Add(message);
    }

    public void Drained() => Credit = 0;

    public void SessionLost() => Lost = true;
}

using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>One life of the broker, as those that load it see it.</summary>
internal sealed class BrokerLife(ServiceBusClient client, Witness witness, KillPoint end, CancellationToken killed, int room)
{
    private readonly SemaphoreSlim _room = new(Math.Max(room, 1));

    public ServiceBusClient Client => client;

    public Witness Witness => witness;

    /// <summary>Ends what only waits. What was requested is not cancelled: it gets its answer or loses its connection.</summary>
    public CancellationToken Killed => killed;

    /// <summary>Waits until there is room for a message, so that receivers keep up with senders.</summary>
    public Task RoomAsync() => _room.WaitAsync(killed);

    /// <summary>A message is gone.</summary>
    public void MakeRoom() => _room.Release();

    /// <summary>Makes a request; its start and its answer are what a life can end at.</summary>
    public async Task AskAsync(Func<Task> request)
    {
        end.Requesting();
        await request();
        end.Answered();
    }

    public async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        end.Requesting();
        var answer = await request();
        end.Answered();
        return answer;
    }

    /// <summary>Runs a part of the load until the kill. An error before that is a broken promise.</summary>
    public Task RunAsync(string name, Func<BrokerLife, Task> act) => Task.Run(async () =>
    {
        try
        {
            await act(this);
        }
#pragma warning disable CA1031 // Whatever the client throws is recorded, except at and after the end of the broker's life.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!end.Failed())
                witness.Refused(name, e);
        }
    });
}

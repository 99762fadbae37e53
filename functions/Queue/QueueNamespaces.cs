using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace Relay.Functions.Queue;

/// <summary>
/// The Service Bus namespaces of the relay, by number. A number names a namespace for good: lanes say in which one they lie, so that
/// another namespace, also of another tier, has another number. Each has all of the relay's queues.
/// </summary>
public sealed class QueueNamespaces : IAsyncDisposable
{
    /// <summary>Numbers go from 0 to one less than this.</summary>
    public const int MostNumbers = 16;

    private readonly ServiceBusClient?[] _clients = new ServiceBusClient?[MostNumbers];

    /// <summary>Over clients by number; they are disposed of with it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number that cannot be one.</exception>
    public QueueNamespaces(IEnumerable<KeyValuePair<int, ServiceBusClient>> clients)
    {
        foreach (var (number, client) in clients)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)MostNumbers, nameof(clients));
            _clients[number] = client;
        }

        Numbers = [.. Enumerable.Range(0, MostNumbers).Where(number => _clients[number] is not null)];
    }

    /// <summary>The numbers in use, in order.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>The client of a namespace.</summary>
    /// <exception cref="ServiceBusException">The relay does not have it any more, and something still lies in it or is sent there.</exception>
    public ServiceBusClient this[int number] => _clients[number] ?? throw Missing(number);

    /// <summary>What is put after a name that stands for one namespace: nothing for the first, else its number.</summary>
    public static string Suffix(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    internal static ServiceBusException Missing(int number) =>
        new(isTransient: false, $"This relay has no namespace {number}.", reason: ServiceBusFailureReason.MessagingEntityNotFound);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var number in Numbers)
            await _clients[number]!.DisposeAsync();
    }
}

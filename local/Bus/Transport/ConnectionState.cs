using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Transport;

/// <summary>What the broker knows of one connection: whether a token was accepted, its receivers, and the links answers go to.</summary>
internal sealed class ConnectionState
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _responses = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Consumer> _receivers = new(StringComparer.Ordinal);

    public bool Authorized { get; set; }

    /// <summary>
    /// Registers a link under what requests may name as their reply-to: its target's address, or, where the client gives
    /// no target (the JavaScript client's token link), its name.
    /// </summary>
    public void AddResponseLink(SendingAmqpLink link)
    {
        var address = (link.Settings.Target as Target)?.Address?.ToString();
        var replyTo = string.IsNullOrEmpty(address) ? link.Name : address;
        _responses[replyTo] = link;
        link.SafeAddClosed((_, _) => _responses.TryRemove(new KeyValuePair<string, SendingAmqpLink>(replyTo, link)));
    }

    /// <summary>Registers the receiver behind a link: requests name the link they are made for.</summary>
    public void AddReceiver(AmqpLink link, Consumer consumer)
    {
        _receivers[link.Name] = consumer;
        link.SafeAddClosed((_, _) => _receivers.TryRemove(KeyValuePair.Create(link.Name, consumer)));
    }

    /// <summary>The receiver of an open link, or null.</summary>
    public Consumer? Receiver(string link) => _receivers.GetValueOrDefault(link);

    public SendingAmqpLink? ResponseLink(string? address) => address is not null && _responses.TryGetValue(address, out var link) ? link : null;
}

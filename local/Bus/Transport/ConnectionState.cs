using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Relay.Local.Bus.Transport;

/// <summary>What the broker knows of one connection: whether a token was accepted, and the links answers go to.</summary>
internal sealed class ConnectionState
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _responses = new(StringComparer.Ordinal);

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

    public SendingAmqpLink? ResponseLink(string? address) => address is not null && _responses.TryGetValue(address, out var link) ? link : null;
}

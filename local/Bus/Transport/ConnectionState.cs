using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Relay.Local.Bus.Transport;

/// <summary>What the broker knows of one connection: whether a token was accepted, and the links answers go to.</summary>
internal sealed class ConnectionState
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _responses = new(StringComparer.Ordinal);

    public bool Authorized { get; set; }

    /// <summary>Registers a link under its target's address, which requests name as their reply-to.</summary>
    public void AddResponseLink(SendingAmqpLink link)
    {
        if ((link.Settings.Target as Target)?.Address?.ToString() is not { Length: > 0 } address)
            throw new AmqpException(AmqpErrorCode.InvalidField, "A link for answers needs a target address.");
        _responses[address] = link;
        link.SafeAddClosed((_, _) => _responses.TryRemove(new KeyValuePair<string, SendingAmqpLink>(address, link)));
    }

    public SendingAmqpLink? ResponseLink(string? address) => address is not null && _responses.TryGetValue(address, out var link) ? link : null;
}

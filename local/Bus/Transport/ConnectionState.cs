using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Transport;

/// <summary>
/// What the broker knows of one connection: the resources its tokens open and until when, the links that live by them,
/// its receivers, and the links answers go to.
/// </summary>
internal sealed class ConnectionState(ClaimClock clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResourcePath, DateTimeOffset> _claims = [];
    private readonly Dictionary<AmqpLink, ResourcePath> _links = [];
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _responses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Consumer> _receivers = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>A token for the resource was accepted; it takes the place of an earlier one.</summary>
    public void Claim(ResourcePath resource, DateTimeOffset end)
    {
        lock (_gate)
        {
            _claims[resource] = end;
            Watch();
        }
    }

    /// <summary>
    /// Lets the link live for as long as a token opens its resource; false when none does now.
    /// </summary>
    public bool TryGuard(AmqpLink link, ResourcePath resource)
    {
        lock (_gate)
        {
            if (End(resource) <= clock.Now)
                return false;
            _links[link] = resource;
        }
        link.SafeAddClosed((_, _) =>
        {
            lock (_gate)
                _links.Remove(link);
        });
        return true;
    }

    /// <summary>Closes the links whose tokens have ended.</summary>
    public void CloseExpired()
    {
        List<(AmqpLink Link, DateTimeOffset End)> expired = [];
        lock (_gate)
        {
            var now = clock.Now;
            foreach (var (link, resource) in _links)
            {
                if (End(resource) is var end && end <= now)
                    expired.Add((link, end));
            }
            foreach (var resource in _claims.Where(claim => claim.Value <= now).Select(claim => claim.Key).ToArray())
                _claims.Remove(resource);
            Watch();
        }
        foreach (var (link, end) in expired)
            link.SafeClose(new AmqpException(AmqpErrorCode.UnauthorizedAccess, TokenCheck.ExpiredAt(end)));
    }

    /// <summary>The connection is gone.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _claims.Clear();
            _links.Clear();
            Watch();
        }
    }

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

    /// <summary>When the last token that opens the resource ends; the beginning of time when none does.</summary>
    private DateTimeOffset End(ResourcePath resource) =>
        _claims.Where(claim => claim.Key.Covers(resource)).Select(claim => claim.Value).DefaultIfEmpty(DateTimeOffset.MinValue).Max();

    private void Watch() => clock.Set(this, _closed || _claims.Count == 0 ? null : _claims.Values.Min());
}

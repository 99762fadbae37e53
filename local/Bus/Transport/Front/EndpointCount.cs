using Microsoft.Azure.Amqp;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>Counts open sessions and links, of the broker and of each connection; each keeps memory for its whole life.</summary>
internal sealed class EndpointCount(BrokerLimits limits)
{
    private readonly Dictionary<AmqpConnection, int> _linksOf = [];
    private readonly object _gate = new();
    private int _sessions;
    private int _links;

    /// <exception cref="AmqpException">There are too many sessions.</exception>
    public void Count(AmqpSession session)
    {
        lock (_gate)
        {
            if (_sessions >= limits.Sessions)
                throw TooMany($"The broker has {limits.Sessions} sessions, which is its limit.");
            _sessions++;
        }
        session.SafeAddClosed((_, _) =>
        {
            lock (_gate)
                _sessions--;
        });
    }

    /// <exception cref="AmqpException">There are too many links.</exception>
    public void Count(AmqpLink link)
    {
        var connection = link.Session.Connection;
        lock (_gate)
        {
            var ofConnection = _linksOf.GetValueOrDefault(connection);
            if (_links >= limits.Links || ofConnection >= limits.LinksOfConnection)
                throw TooMany($"A connection may have {limits.LinksOfConnection} links, and the broker {limits.Links}.");
            _links++;
            _linksOf[connection] = ofConnection + 1;
        }
        link.SafeAddClosed((_, _) => Forget(connection));
    }

    private void Forget(AmqpConnection connection)
    {
        lock (_gate)
        {
            _links--;
            if (--_linksOf[connection] == 0)
                _linksOf.Remove(connection);
        }
    }

    private static AmqpException TooMany(string description) => new(AmqpErrorCode.ResourceLimitExceeded, description);
}

using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Transport;

internal sealed partial class ManagementNode
{
    private const string AssociatedLink = "associated-link-name";

    private readonly ConnectionState _connection = connection;

    private void RenewSession(AmqpMessage request, AmqpMap body)
    {
        var (outcome, until) = IsFromReceiver(request, out var receiver)
            ? queue.RenewSession(body.Text("session-id"), receiver)
            : (Outcome.SessionLockLost, 0);
        Answer(request, outcome, ("expiration", Time(until)));
    }

    private void GetSessionState(AmqpMessage request, AmqpMap body)
    {
        var (outcome, state) = IsFromReceiver(request, out var receiver)
            ? queue.GetSessionState(body.Text("session-id"), receiver)
            : (Outcome.SessionLockLost, null);
        Answer(request, outcome, ("session-state", state is null ? null : (object)new ArraySegment<byte>(state)));
    }

    private void SetSessionState(AmqpMessage request, AmqpMap body)
    {
        if (IsFromReceiver(request, out var receiver))
            queue.SetSessionState(body.Text("session-id"), body.Bytes("session-state"), outcome => Answer(request, outcome), receiver);
        else
            Answer(request, Outcome.SessionLockLost);
    }

    private void ListSessions(AmqpMessage request, AmqpMap body)
    {
        var since = body.Milliseconds("last-updated-time");
        var ids = queue.ListSessions(
            since >= EndOfTime ? null : since, (int)body.Number("skip"), (int)body.Number("top"));
        if (ids.Count == 0)
            Respond(request, AmqpResponseStatusCode.NoContent, "There are no sessions to list.");
        else
            Answer(request, Outcome.Done, ("sessions-ids", ids.ToArray()));
    }

    /// <summary>Clients ask for sessions updated since the last day there is when they mean those with messages.</summary>
    private static readonly long EndOfTime = new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>
    /// The receiver a request is made for, where it names a link. False when that link is gone: what it held is lost,
    /// even where another receiver of the connection holds the same session now.
    /// </summary>
    private bool IsFromReceiver(AmqpMessage request, out Consumer? receiver)
    {
        var link = TextProperty(request, AssociatedLink);
        receiver = link is null ? null : _connection.Receiver(link);
        return link is null || receiver is not null;
    }
}

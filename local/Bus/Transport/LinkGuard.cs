using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Transport;

/// <summary>Keeps the fault of one link away from the threads that serve all of them.</summary>
internal static class LinkGuard
{
    /// <summary>Runs an answer on a link; a link that cannot take it is closed, which is what its client then sees.</summary>
    public static void Answer(AmqpLink link, ILogger logger, Action answer)
    {
        try
        {
            answer();
        }
#pragma warning disable CA1031 // The AMQP library documents no closed set of exceptions; each one ends this link only, and is logged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (link.IsClosing())
            {
                BrokerLog.LinkGone(logger, link.Name, e);
                return;
            }
            BrokerLog.LinkFault(logger, link.Name, e);
            link.SafeClose(e);
        }
    }
}

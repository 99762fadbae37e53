using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Transport;

internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Critical, "The store failed: nothing more is acknowledged, connections are closed")]
    public static partial void StoreFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "A connection could not be opened")]
    public static partial void ConnectionRefused(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "Link {Name} was gone before its answer")]
    public static partial void LinkGone(ILogger logger, string name, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Link {Name} is closed after a fault")]
    public static partial void LinkFault(ILogger logger, string name, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "The broker listens on port {Port} with {Addresses} loopback addresses")]
    public static partial void Listening(ILogger logger, int port, int addresses);

    [LoggerMessage(6, LogLevel.Warning, "A connection could not be accepted; accepting goes on")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "A connection is ended after a fault")]
    public static partial void ConnectionFault(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "The last halt cut off a commit; it was not acknowledged to anyone and is dropped")]
    public static partial void UnfinishedCommit(ILogger logger);
}

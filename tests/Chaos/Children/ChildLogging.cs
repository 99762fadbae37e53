using Microsoft.Extensions.Logging;

namespace Relay.Chaos.Children;

/// <summary>A child's log: on standard error, which the parent keeps in a file.</summary>
internal static class ChildLogging
{
    public static ILoggerFactory Create(params ILoggerProvider[] more) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        foreach (var provider in more)
            logging.AddProvider(provider);
    });
}

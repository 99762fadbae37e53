using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus;

namespace Relay.Cli.Bus;

/// <summary>Runs the embedded Service Bus until it is cancelled, and says in one line why it cannot.</summary>
internal static class BusRun
{
    /// <summary>Gives one of <see cref="BusExit"/>.</summary>
    public static async Task<int> RunAsync(BusRunOptions options, CancellationToken cancel)
    {
        IReadOnlyList<QueueDescription> queues;
        try
        {
            queues = QueueDescriptions.Load(options.Config);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Refuse(BusExit.WrongUse, e.Message);
        }

        var isTerminal = !Console.IsOutputRedirected;
        var screen = new BusScreen(Console.Out, () => isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : null);
        using var log = new BusScreenLog(isTerminal ? screen.Print : Console.Error.WriteLine, TimeProvider.System);
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        EmbeddedServiceBus bus;
        try
        {
            bus = await EmbeddedServiceBus.StartAsync(Options(options, queues, logging), cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            var way = e.InnerException is SocketException ? "--port 0 takes a free port." : "--data names another folder.";
            return Refuse(BusExit.CannotRun, $"{e.Message} {way}");
        }

        await using (bus)
        {
            screen.Print(BusBanner.Format(options, bus.Port, bus.ConnectionString, bus.Status()));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var watching = new BusMonitor(bus.Status, screen, isTerminal, TimeProvider.System).RunAsync(end.Token);
            await Task.WhenAny(watching, bus.Failed);
            await end.CancelAsync();
            try
            {
                await watching;
            }
            catch (OperationCanceledException)
            {
                screen.EndStatus();
                screen.Print("  stopping");
            }
            if (bus.Failed.IsCompleted)
                return Refuse(BusExit.CannotRun, $"The data folder failed: {(await bus.Failed).Message}. What was acknowledged before is kept.");
        }

        return BusExit.Stopped;
    }

    /// <summary>One line on standard error.</summary>
    public static int Refuse(int exit, string reason)
    {
        Console.Error.WriteLine("  " + reason.ReplaceLineEndings(" "));
        return exit;
    }

    private static EmbeddedServiceBusOptions Options(BusRunOptions options, IReadOnlyList<QueueDescription> queues, ILoggerFactory logging) => new()
    {
        DataFolder = options.DataFolder,
        Port = options.Port,
        Queues = queues,
        SharedAccessKey = options.Key,
        Logging = logging,
    };
}

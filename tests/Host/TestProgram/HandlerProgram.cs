using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Relay.Local.Host.Tests.TestProgram;

/// <summary>A small custom handler that answers in every way the tests need.</summary>
internal static class HandlerProgram
{
    public const string ModeVariable = "RELAY_TEST_PROGRAM";
    public const string Serve = "serve";
    public const string CrashAtStart = "crash-at-start";
    public const string ExitAtStart = "exit-at-start";

    public static async Task<int> RunAsync(string mode)
    {
        Console.WriteLine($"started {Environment.ProcessId}");
        Console.Error.WriteLine("an error line");
        if (mode != Serve)
            return mode == CrashAtStart ? 3 : 0;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var port = int.Parse(Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")!, System.Globalization.CultureInfo.InvariantCulture);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        await using var app = builder.Build();
        app.Run(context => context.Request.Path.StartsWithSegments("/v1") || context.Request.Path.StartsWithSegments("/api")
            ? HttpAnswers.AnswerAsync(context)
            : TriggerAnswers.AnswerAsync(context));
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                Console.WriteLine("asked to leave");
                _ = app.StopAsync();
            });
        await app.RunAsync();
        return 0;
    }
}

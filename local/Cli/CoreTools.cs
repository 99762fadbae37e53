using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary>Runs the app folder with Azure Functions Core Tools, over the same Azurite and Service Bus as the stand-in.</summary>
internal static class CoreTools
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(LocalStackOptions options, CancellationToken cancel)
    {
        await using var services = await LocalServices.StartAsync(options, cancel);
        var values = new Dictionary<string, string>(services.Settings) { ["FUNCTIONS_WORKER_RUNTIME"] = "custom" };
        await File.WriteAllTextAsync(
            Path.Combine(services.AppFolder, "local.settings.json"),
            JsonSerializer.Serialize(new { IsEncrypted = false, Values = values }, Indented),
            cancel);

        var start = new ProcessStartInfo("func", ["start", "--port", services.Port.ToString(CultureInfo.InvariantCulture)]) { WorkingDirectory = services.AppFolder };
        try
        {
            using var func = Process.Start(start)!;
            // Core Tools get Ctrl+C from the terminal and stop by themselves.
            await func.WaitForExitAsync(CancellationToken.None);
            return func.ExitCode;
        }
        catch (Win32Exception)
        {
            await Console.Error.WriteLineAsync("  `func` is not on the PATH. Install Azure Functions Core Tools 4, or leave --func out to use the stand-in.");
            return 1;
        }
    }
}

using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Relay.Cli.Operators;

namespace Relay.Cli;

/// <summary><c>relay operator</c>: a one-time link to the operator's page.</summary>
internal static class OperatorCommand
{
    public static Command Create()
    {
        var open = new Option<bool>("--open") { Description = "Open it in this machine's browser as well." };
        return new OperatorOptions().AddTo(new Command("operator", "Print a one-time link that signs a browser in to the operator's page.") { open }, async (parsed, access, cancel) =>
        {
            var link = await access.Client.CreateSignInLinkAsync(cancel);
            Console.Out.WriteLine($"  {link.Url}");
            Console.Out.WriteLine($"  Good once, until {OperatorTexts.Time(link.ExpiresAt)}.");
            return parsed.GetValue(open) ? Open(link.Url) : OperatorExit.Done;
        });
    }

    private static int Open(string url)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(url) { UseShellExecute = true });
            return OperatorExit.Done;
        }
        catch (Win32Exception failure)
        {
            return OperatorOptions.Refuse(OperatorExit.Failed, $"No browser could be opened here: {failure.Message}");
        }
    }
}

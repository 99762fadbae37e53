using System.Diagnostics;
using System.Globalization;

namespace Relay.Local.Stack;

/// <summary>Asks processes to end.</summary>
internal static class Signals
{
    /// <summary>SIGTERM where there are signals; otherwise the process is killed.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}

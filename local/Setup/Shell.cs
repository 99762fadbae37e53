using System.ComponentModel;
using System.Diagnostics;

namespace Relay.Local.Setup;

/// <summary>Runs other programs.</summary>
internal static class Shell
{
    /// <summary>Runs a program with its output kept; the output is part of the error when it fails.</summary>
    public static string Capture(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Resolve(program)) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
                return output;

            throw new SetupException($"`{program} {string.Join(' ', arguments)}` failed:{Environment.NewLine}{output}{error.Result}");
        }
        catch (Win32Exception)
        {
            throw new SetupException($"`{program}` is not on the PATH");
        }
    }

    /// <summary>Whether a program is on the PATH.</summary>
    public static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program in this terminal and gives its exit code.</summary>
    public static int Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Resolve(program)) { WorkingDirectory = folder };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // The child gets Ctrl+C from the terminal itself and decides; set-up only waits for it.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        using var process = Process.Start(start)!;
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                Terminate(process);
            });
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Dispose();
    }

    private static string Resolve(string program) => OperatingSystem.IsWindows() && program is "npm" ? "npm.cmd" : program;
}

using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Relay.Cli.Tests.Bus;

/// <summary><c>relay bus</c> as a process, as a user runs it with its output in a file.</summary>
internal sealed class BusProcess : IDisposable
{
    /// <summary>The signal of Ctrl+C.</summary>
    public const string CtrlC = "-INT";

    /// <summary>The signal of an orderly shutdown.</summary>
    public const string Terminate = "-TERM";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _errors;

    private BusProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _ = ReadAsync();
    }

    public static BusProcess Start(params string[] arguments) => Start(Command(arguments), limited: false);

    /// <summary>Starts another command than <c>bus</c>.</summary>
    public static BusProcess StartCommand(params string[] arguments) => Start(Program(arguments), limited: false);

    /// <summary>Starts it so that writing any file beyond this size fails.</summary>
    public static BusProcess StartWithLargestFile(int kilobytes, params string[] arguments)
    {
        // The shell's unit is 512 bytes. The signal that tells of the limit is ignored, so that writes fail with an error.
        var shell = string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {kilobytes * 2}; exec \"$@\"");
        return Start(["/bin/sh", "-c", shell, "sh", .. Command(arguments)], limited: true);
    }

    private static string[] Command(string[] arguments) => Program(["bus", .. arguments]);

    private static string[] Program(string[] arguments) => ["dotnet", typeof(BusCommand).Assembly.Location, .. arguments];

    private static BusProcess Start(string[] command, bool limited)
    {
        if (IgnoresCtrlC())
            command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The runtime maps its own code through a file in memory, which must not be limited.
        if (limited)
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return new BusProcess(Process.Start(start)!);
    }

    /// <summary>The next line that fits, however many do not.</summary>
    public async Task<string> LineAsync(Func<string, bool> fits)
    {
        using var bound = new CancellationTokenSource(Bound);
        await foreach (var line in _lines.Reader.ReadAllAsync(bound.Token))
        {
            if (fits(line))
                return line;
        }

        throw new InvalidOperationException("The program ended without that line; on standard error: " + await _errors);
    }

    /// <summary>The connection string that it prints.</summary>
    public Task<string> ConnectionStringAsync() => LineAsync(line => line.StartsWith("Endpoint=", StringComparison.Ordinal));

    /// <summary>Sends a signal that asks it to end.</summary>
    public void Stop(string signal = CtrlC)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it ends by itself; gives the exit code and what is on standard error.</summary>
    public async Task<(int Exit, string Errors)> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Bound);
        return (_process.ExitCode, await _errors.WaitAsync(Bound));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    // A shell starts what it runs in the background with Ctrl+C ignored, and every process below inherits that.
    private static bool IgnoresCtrlC()
    {
        const string Ignored = "SigIgn:";
        const long CtrlCBit = 1 << (2 - 1);
        return OperatingSystem.IsLinux()
            && (long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(Ignored, StringComparison.Ordinal))[Ignored.Length..].Trim(),
                NumberStyles.HexNumber, CultureInfo.InvariantCulture) & CtrlCBit) != 0;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _lines.Writer.TryWrite(line);
        _lines.Writer.Complete();
    }
}

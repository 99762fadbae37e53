using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Relay.Local.Host.App;

namespace Relay.Local.Host.Worker;

/// <summary>One run of the program: its process, the port it was told, and how it ends.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;

    private WorkerProcess(Process process, int port, Task<int> exit) => (_process, Port, Id, Exit) = (process, port, process.Id, exit);

    public int Port { get; }

    public int Id { get; }

    /// <summary>
    /// Ends with the exit code when the program has left or was killed. Waiting on the process itself would also wait for its
    /// output to close, which a grandchild can hold open.
    /// </summary>
    public Task<int> Exit { get; }

    /// <summary>Starts the program with the environment that the Functions host gives.</summary>
    /// <exception cref="AppConfigurationException">The system will not run the file.</exception>
    public static WorkerProcess Start(
        CustomHandlerSettings handler, string appFolder, IReadOnlyDictionary<string, string> environment, Action<string> output)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(handler.ExecutablePath, handler.Arguments)
        {
            WorkingDirectory = handler.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "custom";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = Guid.NewGuid().ToString();
        start.Environment["FUNCTIONS_APP_ROOT_PATH"] = Path.GetFullPath(appFolder);
        var exit = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => exit.TrySetResult(process.ExitCode);
        process.OutputDataReceived += (_, line) => Pass(line.Data, output);
        process.ErrorDataReceived += (_, line) => Pass(line.Data, output);
        try
        {
            process.Start();
        }
        catch (Win32Exception fault)
        {
            process.Dispose();
            throw new AppConfigurationException($"host.json: {handler.ExecutablePath} does not start: {fault.Message}");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WorkerProcess(process, port, exit.Task);
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had left already, which is what the caller wants.
        }
    }

    /// <summary>Asks the program to leave (SIGTERM; Windows has no such signal for it) and kills it when the time is up.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (Exit.IsCompleted)
            return;
        if (!OperatingSystem.IsWindows())
            _ = SendSignal(Id, SigTerm);
        else
            Kill();
        try
        {
            await Exit.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exit;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exit;
        _process.Dispose();
    }

    private static void Pass(string? line, Action<string> output)
    {
        if (line is not null)
            output(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests.Turn;

/// <summary>A real TURN server on loopback that takes credentials under a shared secret, as operators of calls run it.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    private const int MostTries = 5;

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private Coturn(Process process, DirectoryInfo folder, IPEndPoint address)
    {
        (_process, _folder, Address) = (process, folder, address);
        (_output, _errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts it at a free port; where there is no coturn, the test that asks is skipped with the reason.</summary>
    public static async Task<Coturn> StartAsync(string secret)
    {
        var program = CoturnProgram.Find(out var reason);
        Assert.SkipWhen(program is null, reason);
        for (var tries = 1; ; tries++)
        {
            var server = Start(program!, FreePort(), secret);
            if (await server.AnswersAsync())
                return server;

            // Somebody may have taken the port since it was free.
            var said = await server._output + await server._errors;
            await server.DisposeAsync();
            Assert.True(tries < MostTries, "coturn ended at once, the last time with: " + said);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A UDP port of loopback that was free a moment ago.</summary>
    private static int FreePort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }

    private static Coturn Start(CoturnProgram program, int port, string secret)
    {
        var folder = Directory.CreateTempSubdirectory("relay-coturn-");
        var start = new ProcessStartInfo(program.Path) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-n", // no configuration file of the machine
            "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", $"--listening-port={port}",
            "--no-tcp", "--no-tls", "--no-dtls", "--no-cli", "--no-multicast-peers",
            "--realm=relay.test", "--use-auth-secret", $"--static-auth-secret={secret}",
            "--log-file=stdout", $"--pidfile={folder.FullName}/pid", $"--userdb={folder.FullName}/turndb",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (program.Libraries is { } libraries)
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        return new Coturn(Process.Start(start)!, folder, new IPEndPoint(IPAddress.Loopback, port));
    }

    /// <summary>Waits until it answers; false when it has ended instead.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var client = new TurnClient(Address);
        await Eventually.TrueAsync(async () => _process.HasExited || await client.IsAnsweredAsync(), "coturn answers");
        return !_process.HasExited;
    }
}

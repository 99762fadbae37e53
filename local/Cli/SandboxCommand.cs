using System.CommandLine;
using System.Net;
using Relay.Cli.Sandbox;
using Relay.Local.Sandbox;

namespace Relay.Cli;

/// <summary><c>relay sandbox</c>: a partner with faults to order.</summary>
internal static class SandboxCommand
{
    private const int DefaultPort = 9100;

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port of the endpoint that a relay posts to, on loopback; 0 takes a free one.", DefaultValueFactory = _ => DefaultPort };
        var control = new Option<int?>("--control-port") { Description = "Port of the control interface, on loopback (default: the port after --port)." };
        var profile = new Option<string>("--profile") { Description = "What is wrong with it at first.", DefaultValueFactory = _ => SandboxFaultNames.Of(SandboxFault.Healthy) };
        profile.AcceptOnlyFromAmong([.. SandboxFaultNames.All]);
        var percent = new Option<int>("--percent") { Description = "For the profile errors: calls of a hundred that fail.", DefaultValueFactory = _ => SandboxProfile.Healthy.Percent };
        var users = new Option<string[]>("--users") { Description = "For the profiles retry, refuse and poison: the recipients.", AllowMultipleArgumentsPerToken = true };
        var forward = new Option<string?>("--forward") { Description = "Hand everything on to this endpoint instead of taking it (http or https address)." };
        var relay = new Option<string?>("--relay") { Description = "Check signatures against the keys of the relay at this address." };
        var seed = new Option<int>("--seed") { Description = "Repeats a run's chances.", DefaultValueFactory = _ => 1 };
        var tls = new Option<FileInfo?>("--tls-certificate") { Description = "Serve https, and write the certificate to trust to this file (PEM)." };
        var command = new Command("sandbox", "Run a partner with faults to order, until Ctrl+C.") { port, control, profile, percent, users, forward, relay, seed, tls };
        command.SetAction((parsed, cancel) =>
        {
            var number = parsed.GetValue(port);
            var options = new SandboxRunOptions(
                number,
                parsed.GetValue(control) ?? (number == 0 ? 0 : number + 1),
                new SandboxProfile(SandboxFaultNames.Find(parsed.GetValue(profile)!), Percent: parsed.GetValue(percent), Users: parsed.GetValue(users)),
                parsed.GetValue(forward),
                parsed.GetValue(relay),
                parsed.GetValue(seed),
                parsed.GetValue(tls)?.FullName);
            return WhyNot(options) is { } reason ? Task.FromResult(SandboxRun.Refuse(SandboxExit.WrongUse, reason)) : SandboxRun.RunAsync(options, cancel);
        });
        return command;
    }

    private static string? WhyNot(SandboxRunOptions options) => options switch
    {
        { Port: < IPEndPoint.MinPort or > IPEndPoint.MaxPort } => $"--port {options.Port} is not a port; it must be {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.",
        { ControlPort: < IPEndPoint.MinPort or > IPEndPoint.MaxPort } => $"--control-port {options.ControlPort} is not a port; it must be {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.",
        { Forward: { } forward } when !IsWeb(forward) => "--forward must be an absolute http or https address.",
        { Relay: { } relay } when !IsWeb(relay) || new Uri(relay).PathAndQuery != "/" => "--relay must be an http or https address without a path.",
        { CertificatePath: null, Profile.Name: SandboxFault.CertificateChange } => "--profile certificate-change needs --tls-certificate.",
        _ when options.Profile.Problems() is { Count: > 0 } problems => string.Join(' ', problems.Select(problem => "--" + problem)),
        _ => null,
    };

    private static bool IsWeb(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}

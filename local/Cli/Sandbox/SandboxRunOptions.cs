using Relay.Local.Sandbox;

namespace Relay.Cli.Sandbox;

/// <summary>What <c>relay sandbox</c> was asked for.</summary>
/// <param name="Port">Of the endpoint.</param>
/// <param name="ControlPort">Of the control interface.</param>
/// <param name="Profile">At first.</param>
/// <param name="Forward">Whom to hand everything on to; null for nobody.</param>
/// <param name="Relay">Whose signatures are checked; null for nobody's.</param>
/// <param name="Seed">Of chance.</param>
/// <param name="CertificatePath">Where the certificate to trust is written; null for an endpoint without TLS.</param>
internal sealed record SandboxRunOptions(int Port, int ControlPort, SandboxProfile Profile, string? Forward, string? Relay, int Seed, string? CertificatePath);

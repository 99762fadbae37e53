using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Relay.Local.Conformance.Calls;

namespace Relay.Local.Conformance.Points;

/// <summary>How the connection is protected.</summary>
internal static class TlsPoints
{
    private const string Requirement = "docs/conformance.md#tls";

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        new()
        {
            Id = "TLS-01",
            Title = "TLS 1.2 or later",
            Requirement = Requirement,
            Expected = "a handshake with TLS 1.2 or 1.3",
            Need = PointNeed.Https,
            Check = async (examined, cancel) => await HandshakeAsync(examined, cancel) is var (version, _) && version is not null
                ? Finding.Pass(version)
                : Finding.Fail("no handshake with TLS 1.2 or 1.3"),
        },
        new()
        {
            Id = "TLS-02",
            Title = "A certificate that holds",
            Requirement = Requirement,
            Expected = "a certificate for the endpoint's host, in time, under a root that this machine trusts",
            Need = PointNeed.Https,
            DependsOn = ["TLS-01"],
            Check = async (examined, cancel) =>
            {
                var (_, errors) = await HandshakeAsync(examined, cancel);
                return Finding.Of(errors == SslPolicyErrors.None, errors == SslPolicyErrors.None ? "the certificate holds" : $"the certificate does not hold: {errors}");
            },
        },
    ];

    /// <summary>The version that was agreed on, null without one, and what is wrong with the certificate.</summary>
    private static async Task<(string? Version, SslPolicyErrors Errors)> HandshakeAsync(Examination examined, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(examined.Options.AnswerSeconds));
        var errors = SslPolicyErrors.RemoteCertificateNotAvailable;
        try
        {
            await using var stream = await RawConnection.OpenAsync(
                examined.Options.Endpoint,
                examined.Rules,
                (_, _, _, found) =>
                {
                    // Looked at and told; nothing is sent over this connection.
                    errors = found;
                    return true;
                },
                timeout.Token);
            return ((stream as SslStream)?.SslProtocol.ToString(), errors);
        }
        catch (Exception failure) when (
            failure is AuthenticationException or IOException or SocketException
            || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (null, errors);
        }
    }
}

using Relay.Client.Accounts;
using Relay.Client.Custody;

namespace Relay.Client;

/// <summary>Erasure of the partner's own users.</summary>
public sealed partial class RelayClient
{
    /// <summary>
    /// Has one of the partner's own users erased and gives the relay's certificate, which <see cref="ErasureVerifier"/> checks. When it
    /// fails, calling it again brings the erasure to its end; one that is done gives a certificate again.
    /// </summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="FormatException">The answer is no certificate.</exception>
    /// <exception cref="RelayProblemException">The relay does not know the user (404), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; the relay goes on all the same.</exception>
    public async Task<ErasureCertificate> EraseUserAsync(string user, CancellationToken cancellation = default) =>
        ErasureCertificate.Read(await _connection.CallAsync(HttpMethod.Delete, $"/v1/users/{Names.Require(user, nameof(user))}", default, cancellation));
}

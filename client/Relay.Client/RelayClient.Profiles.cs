using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Http;
using Relay.Client.Media;
using Relay.Client.Profiles;

namespace Relay.Client;

/// <summary>Encrypted profiles.</summary>
public sealed partial class RelayClient
{
    /// <summary>Sets the profile of one of the partner's own users. A picture that it no longer names is removed.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it (409 <c>picture-missing</c> when the picture is not completed media of the partner), or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task PutProfileAsync(string user, EncryptedProfile profile, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(profile, RelayJson.Default.EncryptedProfile);
        return _connection.CallAsync(HttpMethod.Put, $"/v1/users/{Names.Require(user, nameof(user))}/profile", body, cancellation);
    }

    /// <summary>Removes the profile of one of the partner's own users, picture and all.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task DeleteProfileAsync(string user, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, $"/v1/users/{Names.Require(user, nameof(user))}/profile", default, cancellation);

    /// <summary>Reads the profile of somebody whom one of the partner's users may write to.</summary>
    /// <param name="from">The partner's own user who asks.</param>
    /// <param name="to">Whose profile.</param>
    /// <param name="version">What follows from the profile key.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">
    /// 403 <c>not-reachable</c> when the one may not write to the other, 404 <c>profile-changed</c> when there is no profile of this
    /// version; or the relay could not be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<ReadProfile> ReadProfileAsync(string from, UserAddress to, string version, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ProfileQuestion(from, to, version), RelayJson.Default.ProfileQuestion);
        return new ReadProfile(AnswerReader.Read(await _connection.CallAsync(HttpMethod.Post, "/v1/profiles", body, cancellation), RelayJson.Default.ProfileAnswer));
    }

    /// <summary>Downloads the encrypted picture of a profile that was read a short time ago, and checks it.</summary>
    /// <exception cref="ArgumentException">The profile has no picture.</exception>
    /// <exception cref="MediaCorruptedException">Length or SHA-256 is not as declared, or it is longer than wanted.</exception>
    /// <exception cref="RelayProblemException">The storage refused it: the grant has ended, or the picture was removed.</exception>
    /// <exception cref="HttpRequestException">The storage could not be reached.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<byte[]> DownloadPictureAsync(ReadProfile profile, int mostBytes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Media is not { } media)
            throw new ArgumentException("The profile has no picture.", nameof(profile));
        using var picture = new MemoryStream();
        await _downloader.DownloadAsync(media, picture, mostBytes, cancellation);
        return picture.ToArray();
    }
}

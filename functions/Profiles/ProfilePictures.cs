using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Media;
using Relay.Functions.People;

namespace Relay.Functions.Profiles;

/// <summary>
/// Pictures are media that is kept for as long as it is a user's picture. Kept: before the record names it. Released: when the record
/// names another. What a crash in between leaves is released by the next change, or by an erasure.
/// </summary>
public sealed class ProfilePictures(MediaStore store, MediaStage media, AddressKeys keys, IOptions<ProfileOptions> options, TimeProvider clock)
{
    // Longer than a call takes that has kept a picture and not named it yet.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly UserTags _tags = new(keys, MediaStage.TagPurpose);

    /// <summary>Keeps a piece as a user's picture, or says why it cannot be one.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<Problem?> KeepAsync(Address user, Guid id, CancellationToken cancel)
    {
        var tag = _tags.Of(user);
        if (await store.FindAsync(id, cancel) is not { Complete: true } piece || piece.Owner != user.Partner || (piece.UserTag ?? tag) != tag)
            return Problems.Conflict("picture-missing", "There is no such completed media of this partner for this user.", "picture");
        if (piece.Length > options.Value.PictureBytes)
            return Problems.TooLarge("picture", options.Value.PictureBytes);

        await store.KeepAsync(piece, tag, cancel);
        return null;
    }

    /// <summary>Removes what was the user's picture and is no longer.</summary>
    /// <param name="user">The user.</param>
    /// <param name="present">The picture that is; null for none.</param>
    /// <param name="before">The picture that was.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task ReleaseAsync(Address user, Guid? present, Guid? before, CancellationToken cancel)
    {
        var abandoned = clock.GetUtcNow() - Patience;
        return media.RemoveOfAsync(_tags.Of(user), piece => piece.IsKept && piece.Id != present && (piece.Id == before || piece.Since < abandoned), cancel);
    }

    /// <summary>The picture with a grant to download it; null when it is not there.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<ProfilePicture?> GrantAsync(Guid id, CancellationToken cancel) =>
        await media.GrantPictureAsync(id, cancel) is var (piece, download) ? new ProfilePicture(id, download, piece.Length, piece.Sha256) : null;
}

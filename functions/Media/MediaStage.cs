using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Media;

/// <summary>The life of a piece of media: declared, uploaded, completed, read. The relay never holds its key.</summary>
public sealed class MediaStage(MediaStore store, MediaGrants grants, BlobContainerClient container, IOptions<MediaOptions> options, TimeProvider clock)
{
    /// <summary>The purpose of the tags of users (<see cref="People.UserTags"/>).</summary>
    public const string TagPurpose = "media";

    private const int MostReaders = 64;

    private static readonly Dictionary<string, string> UploadHeaders = new() { ["x-ms-blob-type"] = "BlockBlob" };

    /// <summary>Declares a piece, of a user when a tag is given, and grants its upload.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(MediaView? View, Problem? Problem)> DeclareAsync(string owner, MediaDeclaration declaration, string? userTag, CancellationToken cancel)
    {
        if (declaration.Length is not { } length || length < 1 || length > options.Value.MaxBytes)
            return (null, Problems.Malformed("length", "1 to the limit", options.Value.MaxBytes));
        var digest = new byte[SHA256.HashSizeInBytes];
        if (declaration.Sha256 is null || !Convert.TryFromBase64String(declaration.Sha256, digest, out var bytes) || bytes != digest.Length)
            return (null, Problems.Malformed("sha256", "base64 of 32 bytes"));
        if (declaration.Readers is not { Count: >= 1 and <= MostReaders } readers || !readers.All(name => name is not null && PartnerNames.IsName(name)))
            return (null, Problems.Malformed("readers", "1 to the limit partners' names", MostReaders));

        var media = new MediaRecord(Guid.CreateVersion7(clock.GetUtcNow()), owner, length, Convert.ToBase64String(digest), readers, false, default) { UserTag = userTag };
        await store.AddAsync(media, cancel);
        var (url, expires) = await grants.UploadAsync(media.BlobName, cancel);
        return (View(media) with { Upload = new MediaGrant("PUT", url, UploadHeaders, expires) }, null);
    }

    /// <summary>Checks what was uploaded against the declaration. A wrong upload is removed, so that the right one can be made while the grant lasts.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(MediaView? View, Problem? Problem)> CompleteAsync(string owner, Guid id, CancellationToken cancel)
    {
        if (await store.FindAsync(id, cancel) is not { } media || media.Owner != owner)
            return (null, Problems.NotFound("No such media of this partner."));
        if (media.Complete)
            return (View(media), null);

        var blob = container.GetBlobClient(media.BlobName);
        try
        {
            if (await IsAsDeclaredAsync(blob, media, cancel))
            {
                await store.CompleteAsync(media, cancel);
                return (View(media), null);
            }
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return (null, Problems.Conflict("media-missing", "Nothing has been uploaded under the grant."));
        }

        await blob.DeleteIfExistsAsync(cancellationToken: cancel);
        return (null, Problems.Conflict("media-mismatch", "What was uploaded has another length or digest than declared; it was removed."));
    }

    /// <summary>Grants a reader the download of a completed piece. Unknown, foreign and incomplete are one answer.</summary>
    /// <param name="reader">The partner that asks.</param>
    /// <param name="id">The piece.</param>
    /// <param name="mayMeet">Whether the reader has anything to do with the piece's owner.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(MediaView? View, Problem? Problem)> ReadAsync(string reader, Guid id, Func<string, ValueTask<bool>> mayMeet, CancellationToken cancel)
    {
        if (await store.FindAsync(id, cancel) is not { Complete: true } media || !media.MayRead(reader) || IsOver(media) || !await mayMeet(media.Owner))
            return (null, Problems.NotFound("No such media for this partner."));

        var (url, expires) = await grants.DownloadAsync(media.BlobName, cancel);
        return (View(media) with { Download = new MediaGrant("GET", url, null, expires) }, null);
    }

    /// <summary>Removes uploads that were never completed and media past its retention; gives how many.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<int> SweepAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var removed = 0;
        await foreach (var media in store.DeclaredBeforeAsync(now.AddHours(-options.Value.IncompleteHours), cancel))
        {
            if (media.Complete && ExpiresAt(media) > now)
                continue;

            await RemoveAsync(media, cancel);
            removed++;
        }

        await store.SweepUsersAsync(now.AddDays(-options.Value.RetentionDays), cancel);
        return removed;
    }

    /// <summary>Removes a piece: the bytes first, so that no piece is forgotten whose bytes are there.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task RemoveAsync(MediaRecord media, CancellationToken cancel)
    {
        await container.GetBlobClient(media.BlobName).DeleteIfExistsAsync(cancellationToken: cancel);
        await store.RemoveAsync(media, cancel);
    }

    /// <summary>Removes the pieces of a user that a condition names; gives how many.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<int> RemoveOfAsync(string userTag, Func<UserMedia, bool> condition, CancellationToken cancel)
    {
        // Until the grant to upload it has ended it could come again: then it is nobody's, and the sweep removes it.
        var stillGranted = clock.GetUtcNow().AddMinutes(-options.Value.GrantMinutes);
        var removed = 0;
        await foreach (var piece in store.OfUserAsync(userTag, cancel))
        {
            if (!condition(piece))
                continue;

            // What never got a row of its own, or has lost it, has nothing but the name by which it was found.
            await container.GetBlobClient(MediaRecord.BlobNameOf(piece.Id)).DeleteIfExistsAsync(cancellationToken: cancel);
            if (MediaStore.DeclaredAt(piece.Id) > stillGranted)
                await store.DisownAsync(piece.Id, userTag, cancel);
            else
                await store.RemoveAsync(piece.Id, userTag, cancel);
            removed++;
        }

        return removed;
    }

    /// <summary>Grants the download of a user's picture to one who may see it; null when it is not there.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(MediaRecord Media, MediaGrant Download)?> GrantPictureAsync(Guid id, CancellationToken cancel)
    {
        if (await store.FindAsync(id, cancel) is not { Complete: true, IsKept: true } media)
            return null;

        var (url, expires) = await grants.DownloadAsync(media.BlobName, cancel);
        return (media, new MediaGrant("GET", url, null, expires));
    }

    private static async Task<bool> IsAsDeclaredAsync(BlobClient blob, MediaRecord media, CancellationToken cancel)
    {
        // The length first: a grant cannot cap it, and an oversized upload is not worth reading.
        var properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
        if (properties.Value.ContentLength != media.Length)
            return false;

        var pinned = new BlobOpenReadOptions(allowModifications: false) { Conditions = new BlobRequestConditions { IfMatch = properties.Value.ETag } };
        await using var content = await blob.OpenReadAsync(pinned, cancel);
        var digest = await SHA256.HashDataAsync(content, cancel);
        return CryptographicOperations.FixedTimeEquals(digest, Convert.FromBase64String(media.Sha256));
    }

    private DateTimeOffset ExpiresAt(MediaRecord media) => MediaStore.DeclaredAt(media.Id).AddDays(options.Value.RetentionDays);

    private bool IsOver(MediaRecord media) => !media.IsKept && ExpiresAt(media) <= clock.GetUtcNow();

    private MediaView View(MediaRecord media) => new(media.Id, media.Length, media.Sha256, ExpiresAt(media));
}

using Relay.Functions.Media;
using Relay.Functions.People;

namespace Relay.Functions.Erasure;

/// <summary>Removes the media that was declared for an erased user, the picture among it.</summary>
internal sealed class MediaPart(MediaStage media, AddressKeys keys) : IErasePart
{
    private readonly UserTags _tags = new(keys, MediaStage.TagPurpose);

    /// <inheritdoc/>
    public string Gone => "media";

    /// <inheritdoc/>
    public Task EraseAsync(Erasing erasing, CancellationToken cancel) =>
        media.RemoveOfAsync(_tags.Of(erasing.User), piece => erasing.Covers(MediaStore.DeclaredAt(piece.Id)), cancel);
}

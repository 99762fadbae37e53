namespace Relay.Client.Media;

/// <summary>Media that was downloaded is not what was declared: its length or its SHA-256 differs. Nothing of it may be used.</summary>
/// <param name="id">The media.</param>
/// <param name="what">What differs.</param>
public sealed class MediaCorruptedException(Guid id, string what) : Exception($"Media {id}: {what}")
{
    /// <summary>The media.</summary>
    public Guid Id { get; } = id;
}

using Relay.Client.Media;

namespace Relay.Client.Profiles;

/// <summary>A profile as it was read, to be decrypted with its key.</summary>
public sealed record ReadProfile
{
    internal ReadProfile(ProfileAnswer answer)
    {
        Version = answer.Version;
        Name = answer.Name;
        About = answer.About;
        ChangedAt = answer.ChangedAt;
        Media = answer.Picture;
    }

    /// <summary>The version that was asked for.</summary>
    public string Version { get; }

    /// <summary>Nonce, padded name and tag.</summary>
    public byte[] Name { get; }

    /// <summary>The same of a text about oneself; null for none.</summary>
    public byte[]? About { get; }

    /// <summary>When it was set.</summary>
    public DateTimeOffset ChangedAt { get; }

    /// <summary>The encrypted picture; null for none. <see cref="RelayClient.DownloadPictureAsync"/> downloads it.</summary>
    public Guid? Picture => Media?.Id;

    internal MediaReadable? Media { get; }
}

/// <summary>Asks for a profile.</summary>
internal sealed record ProfileQuestion(string From, Envelopes.UserAddress To, string Version);

/// <summary>The answer to it.</summary>
internal sealed record ProfileAnswer(string Version, byte[] Name, DateTimeOffset ChangedAt, byte[]? About = null, MediaReadable? Picture = null);

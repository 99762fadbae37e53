using System.Security.Cryptography;
using System.Text;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Profiles;

/// <summary>Sets, removes and shows profiles. The relay keeps ciphertexts; their key is the users' own.</summary>
public sealed class ProfileStage(UserStore store, Reachability reachability, ProfilePictures pictures, TimeProvider clock)
{
    /// <summary>Sets a profile that was checked.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(UserProfile? Profile, Problem? Problem)> SetAsync(Address user, ProfileSettings settings, CancellationToken cancel)
    {
        if (await store.FindAsync(user.Partner, user.User, cancel) is not { IsEnlisted: true })
            return (null, NotHere());
        if (settings.Picture is { } picture && await pictures.KeepAsync(user, picture, cancel) is { } problem)
            return (null, problem);

        var profile = new UserProfile(settings.Version!, settings.Name!, settings.About, settings.Picture, clock.GetUtcNow());
        return (profile, await ChangeAsync(user, profile, settings.Picture, cancel));
    }

    /// <summary>Removes a profile; one that is gone stays so.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public Task<Problem?> RemoveAsync(Address user, CancellationToken cancel) => ChangeAsync(user, null, null, cancel);

    /// <summary>Shows a profile to one who may write to its user and names its version.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public async Task<(ProfileView? View, Problem? Problem)> ShowAsync(Address from, Address to, string version, CancellationToken cancel)
    {
        if (!await reachability.MayWriteAsync(from, to))
            return (null, Problems.NotReachable);
        if ((await reachability.FindAsync(to))?.Profile is not { } profile || !Same(profile.Version, version))
            return (null, Problems.ProfileChanged);

        var picture = profile.Picture is { } id ? await pictures.GrantAsync(id, cancel) : null;
        return (new ProfileView(profile.Version, profile.Name, profile.About, picture, profile.ChangedAt), null);
    }

    private async Task<Problem?> ChangeAsync(Address user, UserProfile? profile, Guid? picture, CancellationToken cancel)
    {
        var (before, after) = await store.ChangeAsync(
            user, record => record is { IsEnlisted: true } && (record.Profile is not null || profile is not null) ? record with { Profile = profile } : record, cancel);
        reachability.Forget(user);
        if (after is { IsEnlisted: true })
        {
            await pictures.ReleaseAsync(user, picture, before!.Profile?.Picture, cancel);
            return null;
        }

        // Erased in this moment: the picture was kept for nobody.
        await pictures.ReleaseAsync(user, null, picture, cancel);
        return NotHere();
    }

    // A version follows from a secret key.
    private static bool Same(string version, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(version), Encoding.ASCII.GetBytes(other));

    private static Problem NotHere() => Problems.NotFound("No such user of this partner.");
}

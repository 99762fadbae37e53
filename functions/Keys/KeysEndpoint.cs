using System.Globalization;
using System.Security.Cryptography;
using Relay.Functions.Accept;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Links;
using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary><c>/v1/users/{user}/devices/{device}</c>: the devices of a partner's own users, and the keys that they publish.</summary>
internal sealed class KeysEndpoint(CallerAuthentication callers, UploadStage uploads, DeviceKeyStore store, UserStore users, UserUpdates updates, AddressKeys keys, TimeProvider clock)
{
    /// <summary>The largest upload: 100 KEM keys with signatures are 220 KB of base64.</summary>
    public const int MaxUploadBytes = 384 * 1024;

    private const int MaxCheckBytes = 1024;
    private const string DeviceRule = "1 to the limit";

    private static readonly Problem NoKeys = Problems.NotFound("This device of this partner's users has published no keys.");

    /// <summary>PUT keys: publishes a device's keys.</summary>
    public Task PutAsync(HttpContext context, string user, string device) => RunAsync(context, user, device, MaxUploadBytes, once: true, async (own, number, body) =>
    {
        var (upload, problem) = JsonBody.Read(body, KeysJson.Default.KeysUpload);
        problem ??= UploadCheck.Check(upload!);
        if (problem is not null)
            return problem;

        (var view, problem) = await uploads.PublishAsync(own, number, upload!, context.RequestAborted);
        return problem ?? await LinksEndpoint.AnswerAsync(context, view!, KeysJson.Default.DeviceKeysView);
    });

    /// <summary>GET keys: what the relay has of a device's keys.</summary>
    public Task GetAsync(HttpContext context, string user, string device) => RunAsync(context, user, device, 0, once: false, async (own, number, _) =>
        await FindAsync(own, number, context.RequestAborted) is { } found
            ? await LinksEndpoint.AnswerAsync(context, DeviceKeysView.Of(found), KeysJson.Default.DeviceKeysView)
            : NoKeys);

    /// <summary>POST keys/check: whether the relay has the keys that the device has.</summary>
    public Task CheckAsync(HttpContext context, string user, string device) => RunAsync(context, user, device, MaxCheckBytes, once: false, async (own, number, body) =>
    {
        var (request, problem) = JsonBody.Read(body, KeysJson.Default.KeysCheck);
        problem ??= request!.Digest.Length == KeyNumbers.DigestBytes ? null : Problems.Malformed("digest", "base64 of a SHA-256, in bytes", KeyNumbers.DigestBytes);
        if (problem is not null)
            return problem;
        if (await FindAsync(own, number, context.RequestAborted) is not { } found)
            return NoKeys;
        if (!CryptographicOperations.FixedTimeEquals(found.Digest(), request!.Digest))
            return Problems.KeysDrifted();

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    /// <summary>DELETE: takes a device away; its keys go with it.</summary>
    public Task DeleteAsync(HttpContext context, string user, string device) => RunAsync(context, user, device, 0, once: true, async (own, number, _) =>
    {
        var (_, after) = await updates.ChangeAsync(
            own, record => record is { IsEnlisted: true } ? UserChanges.WithoutDevice(record, number, clock.GetUtcNow()) : record, context.RequestAborted);
        if (after is not { IsEnlisted: true })
            return Problems.NotFound("No such user of this partner.");

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    // What is of another identity key or registration id than the record's is nobody's.
    private async Task<DeviceKeys?> FindAsync(Address user, int device, CancellationToken cancel)
    {
        if (await users.FindAsync(user.Partner, user.User, cancel) is not { IsEnlisted: true } record || record.Devices.FirstOrDefault(one => one.Device == device) is not { } known)
            return null;
        return await store.FindAsync(keys.RowKeyOf(user.Partner, user.User), device, cancel) is { } found && found.IsOf(record.IdentityKey, known.RegistrationId) ? found : null;
    }

    private async Task RunAsync(HttpContext context, string user, string device, int limit, bool once, Func<Address, int, RequestBody, Task<Problem?>> run)
    {
        using var body = await RequestBody.ReadAsync(context.Request, limit);
        if (body is null)
        {
            await Problems.TooLarge("body", limit).WriteAsync(context);
            return;
        }

        var check = once ? await callers.PartnerOnceAsync(context, body) : await callers.PartnerAsync(context, body);
        var problem = check.Problem;
        if (check.Caller?.Partner is { } partner)
        {
            problem = !UserIds.IsUserId(user) ? Problems.Malformed("user", UserIds.Rule, UserIds.MaxLength)
                : !int.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < SignalLimits.LeastDevice or > SignalLimits.MostDevice
                    ? Problems.Malformed("device", DeviceRule, SignalLimits.MostDevice)
                : await run(new Address(partner.Name, user), number, body);
        }

        if (problem is not null)
            await problem.WriteAsync(context);
    }
}

using Relay.Functions.Rooms;

namespace Relay.Functions.Groups;

/// <summary>Puts together what takes group messages.</summary>
internal static class GroupComposition
{
    /// <summary>Adds it; what accepts envelopes is added by the program.</summary>
    public static void AddGroups(this IServiceCollection services)
    {
        services.AddSingleton<IGroupContentCheck, GroupContentCheck>();
        services.AddSingleton<RoomNames>();
        services.AddSingleton<RoomDoor>();
        services.AddSingleton<RoomGate>();
        services.AddSingleton<GroupMessagesEndpoint>();
    }
}

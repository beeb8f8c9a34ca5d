using Microsoft.Extensions.DependencyInjection;
using Platform.Access.Explanations;
using Platform.Access.Grants;
using Platform.Access.Roles;

namespace Platform.Access;

/// <summary>Registers the door itself, roles and grants.</summary>
public static class AccessModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccess()
        {
            services.AddScoped<CallerAccessor>().AddScoped<Authorizer>().AddSingleton<RememberedAccess>();
            services.AddScoped<FindRole>().AddScoped<ListRoles>().AddScoped<CreateRole>().AddScoped<ChangeRole>();
            services.AddScoped<FindGrantPlace>().AddScoped<FindGrant>().AddScoped<ListGrants>().AddScoped<CreateGrant>().AddScoped<RevokeGrant>();
            services.AddScoped<ExplainPlace>().AddScoped<ExplainPerson>();
            return services;
        }
    }
}
